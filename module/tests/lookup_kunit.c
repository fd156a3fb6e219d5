// SPDX-License-Identifier: GPL-2.0
/*
 * Lookup: paths through the standard namespace and through a directory of the
 * test's own in it, \ntobj_kunit, called the home below.
 *
 * What is linked there is permanent, so that it stays when a lookup's result
 * is let go.
 */
#include <linux/sched.h>
#include <linux/slab.h>

#include "ob/internal.h"
#include "tests/kunit.h"

#define HOME		"\\ntobj_kunit"
#define REPARSE_MAX	64

struct fixture {
	struct ob_handle_table table;
	struct test_objects objects;
	struct ob_directory *home;
};

static void link_at(struct kunit *test, struct ob_directory *directory,
		    struct ob_header *object, const char *name)
{
	u16 text[32];
	u32 length = test_widen(text, name, ARRAY_SIZE(text));

	KUNIT_ASSERT_EQ(test, test_link_name(directory, object, text, length),
			STATUS_SUCCESS);
	ob_set_flag(object, OB_PERMANENT);
}

static int init(struct kunit *test)
{
	struct fixture *fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);
	int error;

	if (!fixture)
		return -ENOMEM;
	ob_init_handle_table(&fixture->table, 1);
	test->priv = fixture;
	error = test_init_objects(test, &fixture->objects, 128);
	if (error)
		return error;
	fixture->home = test_create_directory(test, &fixture->objects);
	link_at(test, ob_initial_namespace.root, &fixture->home->header, "ntobj_kunit");
	return 0;
}

static void cleanup(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	if (!fixture)
		return;
	/* Its handles refer to objects that are still there, and hold nothing. */
	fixture->table.count = 0;
	ob_free_handle_table(&fixture->table);
	test_free_objects(&fixture->objects);
}

static struct ob_directory *add_directory(struct kunit *test, const char *name)
{
	struct fixture *fixture = test->priv;
	struct ob_directory *directory;

	directory = test_create_directory(test, &fixture->objects);
	link_at(test, fixture->home, &directory->header, name);
	return directory;
}

static struct ob_header *add_link(struct kunit *test, const char *name, const char *target)
{
	struct fixture *fixture = test->priv;
	struct ob_header *link = test_create_link(test, &fixture->objects, target);

	link_at(test, fixture->home, link, name);
	return link;
}

static u64 open_handle(struct kunit *test, struct ob_header *object)
{
	struct fixture *fixture = test->priv;
	u32 index;

	KUNIT_ASSERT_EQ(test, ob_reserve_handle(&fixture->table, &index), STATUS_SUCCESS);
	ob_publish_handle(&fixture->table, index, object, 0);
	return ob_index_to_handle(index);
}

static NTSTATUS look_up_text(struct ob_lookup *lookup, struct ob_attributes *attributes,
			     const char *text)
{
	u32 length = strlen(text);
	NTSTATUS status;
	u16 *wide;

	wide = kvmalloc_array(length + 1, sizeof(u16), GFP_KERNEL);
	if (!wide)
		return STATUS_INSUFFICIENT_RESOURCES;
	attributes->path.text = wide;
	attributes->path.length = test_widen(wide, text, length);
	lookup->attributes = attributes;
	status = ob_look_up_name(lookup);
	kvfree(wide);
	return status;
}

static void let_go(struct ob_lookup *lookup)
{
	if (!lookup->object)
		return;
	if (lookup->object == lookup->insert)
		ob_release_handle_count(lookup->object);
	ob_dereference_object(lookup->object);
	lookup->object = NULL;
}

/* One lookup, with all it may need, and what it should come to. */
struct expectation {
	u64 root;
	u32 attributes;
	const char *path;
	struct ob_type *type;
	NTSTATUS status;
	struct ob_header *object;
};

static void expect_look_up(struct kunit *test, const struct expectation *expected)
{
	struct fixture *fixture = test->priv;
	struct ob_attributes attributes = {
		.root_directory = expected->root,
		.attributes = expected->attributes,
	};
	struct ob_lookup lookup = {
		.handles = &fixture->table,
		.type = expected->type,
	};
	NTSTATUS status = look_up_text(&lookup, &attributes, expected->path);

	KUNIT_EXPECT_EQ_MSG(test, status, expected->status, "%.80s", expected->path);
	KUNIT_EXPECT_PTR_EQ_MSG(test, lookup.object, expected->object, "%.80s",
				expected->path);
	let_go(&lookup);
}

static void expect_found(struct kunit *test, const char *path, struct ob_type *type,
			 u32 attributes, struct ob_header *object)
{
	const struct expectation expected = {
		.path = path,
		.type = type,
		.attributes = attributes,
		.object = object,
	};

	expect_look_up(test, &expected);
}

static void expect_directory(struct kunit *test, const char *path,
			     struct ob_directory *directory)
{
	expect_found(test, path, ob_directory_type, 0, &directory->header);
}

static void expect_failure_of(struct kunit *test, const char *path, struct ob_type *type,
			      u32 attributes, NTSTATUS status)
{
	const struct expectation expected = {
		.path = path,
		.type = type,
		.attributes = attributes,
		.status = status,
	};

	expect_look_up(test, &expected);
}

static void expect_failure(struct kunit *test, const char *path, NTSTATUS status)
{
	expect_failure_of(test, path, ob_directory_type, 0, status);
}

static void paths_begin_at_the_root(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	expect_directory(test, "\\", ob_initial_namespace.root);
	expect_directory(test, HOME, fixture->home);
	expect_failure(test, "", STATUS_OBJECT_PATH_SYNTAX_BAD);
	expect_failure(test, "ntobj_kunit", STATUS_OBJECT_PATH_SYNTAX_BAD);
	expect_failure(test, "ntobj_kunit\\x", STATUS_OBJECT_PATH_SYNTAX_BAD);
	expect_failure(test, "/ntobj_kunit", STATUS_OBJECT_PATH_SYNTAX_BAD);
	expect_failure(test, "\\ntobj_kuni", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure(test, "\\ntobj_kunit2", STATUS_OBJECT_NAME_NOT_FOUND);
}

static void components_are_walked(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_directory *one = add_directory(test, "one"), *two;

	two = test_create_directory(test, &fixture->objects);
	link_at(test, one, &two->header, "two");
	expect_directory(test, HOME "\\one", one);
	expect_directory(test, HOME "\\one\\two", two);
	expect_failure(test, HOME "\\two", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure(test, HOME "\\two\\one", STATUS_OBJECT_PATH_NOT_FOUND);
	expect_failure(test, HOME "\\one\\two\\three", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure(test, HOME "\\one\\x\\two", STATUS_OBJECT_PATH_NOT_FOUND);
	/* No dots in this namespace. */
	expect_failure(test, HOME "\\.\\one", STATUS_OBJECT_PATH_NOT_FOUND);
	expect_failure(test, HOME "\\one\\..", STATUS_OBJECT_NAME_NOT_FOUND);
}

/* A lookup holds nothing but its result, and a failed one nothing. */
static void lookups_leave_nothing_behind(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_header *home = &fixture->home->header;
	struct ob_directory *one = add_directory(test, "one");
	struct ob_attributes attributes = {};
	struct ob_lookup lookup = {
		.handles = &fixture->table,
		.type = ob_directory_type,
	};

	add_link(test, "link", HOME "\\one");
	/* Its maker's, its name's; and one for each name in it. */
	KUNIT_EXPECT_EQ(test, atomic_long_read(&home->pointer_count), 4);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&one->header.pointer_count), 2);

	KUNIT_ASSERT_EQ(test, look_up_text(&lookup, &attributes, HOME "\\link"),
			STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, lookup.object, &one->header);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&one->header.pointer_count), 3);
	/* A handle count is for who gets a handle. */
	KUNIT_EXPECT_EQ(test, atomic_read(&one->header.handle_count), 0);
	let_go(&lookup);

	expect_failure(test, HOME "\\one\\x", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure(test, HOME "\\link\\", STATUS_OBJECT_NAME_INVALID);
	expect_failure(test, HOME "\\one\\x\\y", STATUS_OBJECT_PATH_NOT_FOUND);
	expect_failure_of(test, HOME "\\link", ob_directory_type, NTOBJ_OBJ_DONT_REPARSE,
			  STATUS_REPARSE_POINT_ENCOUNTERED);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&one->header.pointer_count), 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&one->header.handle_count), 0);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&home->pointer_count), 4);
	KUNIT_EXPECT_EQ(test, atomic_read(&home->handle_count), 0);
}

static void empty_components_are_invalid(struct kunit *test)
{
	add_directory(test, "one");
	expect_failure(test, "\\\\", STATUS_OBJECT_NAME_INVALID);
	expect_failure(test, "\\" HOME, STATUS_OBJECT_NAME_INVALID);
	expect_failure(test, HOME "\\", STATUS_OBJECT_NAME_INVALID);
	expect_failure(test, HOME "\\one\\", STATUS_OBJECT_NAME_INVALID);
	expect_failure(test, HOME "\\\\one", STATUS_OBJECT_NAME_INVALID);
	expect_failure(test, HOME "\\one\\\\", STATUS_OBJECT_NAME_INVALID);
	/* What is missing on the way is noticed first. */
	expect_failure(test, HOME "\\x\\", STATUS_OBJECT_PATH_NOT_FOUND);
	expect_failure(test, "\\??\\", STATUS_OBJECT_NAME_INVALID);
	expect_failure(test, "\\??\\\\x", STATUS_OBJECT_NAME_INVALID);
}

static void only_directories_are_walked_through(struct kunit *test)
{
	expect_found(test, "\\ObjectTypes\\Directory", ob_type_type, 0,
		     &ob_directory_type->header);
	expect_failure(test, "\\ObjectTypes\\Directory\\x", STATUS_OBJECT_TYPE_MISMATCH);
	expect_failure(test, "\\ObjectTypes\\Directory\\x\\y", STATUS_OBJECT_TYPE_MISMATCH);
	expect_failure(test, "\\ObjectTypes\\Directory\\", STATUS_OBJECT_NAME_INVALID);
}

/* Some types' names are found in any case; others' if the caller says so. */
static void case_goes_by_type_and_caller(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	expect_directory(test, "\\NTOBJ_kunit", fixture->home);
	expect_found(test, "\\NTOBJ_kunit", ob_directory_type, NTOBJ_OBJ_CASE_INSENSITIVE,
		     &fixture->home->header);
	expect_failure_of(test, "\\OBJECTTYPES\\directory", ob_type_type, 0,
			  STATUS_OBJECT_PATH_NOT_FOUND);
	expect_failure_of(test, "\\ObjectTypes\\directory", ob_type_type, 0,
			  STATUS_OBJECT_NAME_NOT_FOUND);
	expect_found(test, "\\OBJECTTYPES\\directory", ob_type_type,
		     NTOBJ_OBJ_CASE_INSENSITIVE, &ob_directory_type->header);
}

static void dos_devices(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_directory *drive = test_create_directory(test, &fixture->objects);

	link_at(test, ob_initial_namespace.global_dos_devices, &drive->header, "ntobj_kunit:");
	expect_directory(test, "\\??", ob_initial_namespace.global_dos_devices);
	expect_directory(test, "\\GLOBAL??", ob_initial_namespace.global_dos_devices);
	expect_directory(test, "\\DosDevices", ob_initial_namespace.global_dos_devices);
	expect_directory(test, "\\dosdevices", ob_initial_namespace.global_dos_devices);
	expect_directory(test, "\\??\\ntobj_kunit:", drive);
	expect_directory(test, "\\??\\NTOBJ_KUNIT:", drive);
	expect_directory(test, "\\GLOBAL??\\ntobj_kunit:", drive);
	expect_directory(test, "\\DosDevices\\ntobj_kunit:", drive);
	expect_directory(test, "\\??\\Global\\ntobj_kunit:", drive);
	expect_directory(test, "\\DosDevices\\Global\\Global\\ntobj_kunit:", drive);
	expect_failure(test, "\\??\\ntobj_kunit", STATUS_OBJECT_NAME_NOT_FOUND);
	/* The prefix is a whole component, at the beginning. */
	expect_failure(test, "\\???", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure(test, "\\??x\\ntobj_kunit:", STATUS_OBJECT_PATH_NOT_FOUND);
	expect_failure(test, "\\?\\ntobj_kunit:", STATUS_OBJECT_PATH_NOT_FOUND);
	expect_failure(test, "\\??\\??", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure(test, HOME "\\??\\ntobj_kunit:", STATUS_OBJECT_PATH_NOT_FOUND);
}

static void global_root(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	expect_directory(test, "\\??\\GLOBALROOT", ob_initial_namespace.root);
	expect_directory(test, "\\??\\GLOBALROOT\\", ob_initial_namespace.root);
	expect_directory(test, "\\??\\GLOBALROOT" HOME, fixture->home);
	expect_directory(test, "\\??\\GlobalRoot\\??\\GLOBALROOT" HOME, fixture->home);
	expect_directory(test, "\\DosDevices\\GLOBALROOT" HOME, fixture->home);
	expect_directory(test, "\\DosDevices\\Global\\GLOBALROOT\\DosDevices",
			 ob_initial_namespace.global_dos_devices);
	expect_failure(test, "\\??\\GLOBALROOT" HOME "\\", STATUS_OBJECT_NAME_INVALID);
	expect_failure(test, "\\??\\GLOBALROOT\\\\x", STATUS_OBJECT_NAME_INVALID);
}

/* A link as the last component is what is wanted, or leads to it. */
static void links_at_the_end(struct kunit *test)
{
	struct ob_directory *one = add_directory(test, "one");
	struct ob_header *link = add_link(test, "link", HOME "\\one");
	struct ob_header *twice = add_link(test, "twice", HOME "\\link");

	expect_found(test, HOME "\\link", ob_symbolic_link_type, 0, link);
	expect_found(test, HOME "\\twice", ob_symbolic_link_type, 0, twice);
	expect_directory(test, HOME "\\link", one);
	expect_directory(test, HOME "\\twice", one);
	/* With something behind it, it is followed in any case. */
	expect_failure_of(test, HOME "\\link\\x", ob_symbolic_link_type, 0,
			  STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure_of(test, HOME "\\link\\", ob_symbolic_link_type, 0,
			  STATUS_OBJECT_NAME_INVALID);
}

static void links_on_the_way(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_directory *one = add_directory(test, "one"), *two;

	two = test_create_directory(test, &fixture->objects);
	link_at(test, one, &two->header, "two");
	add_link(test, "link", HOME "\\one");
	add_link(test, "slash", HOME "\\one\\");
	add_link(test, "home", HOME);
	expect_directory(test, HOME "\\link\\two", two);
	/* No second separator is made of the two. */
	expect_directory(test, HOME "\\slash\\two", two);
	expect_failure(test, HOME "\\slash", STATUS_OBJECT_NAME_INVALID);
	expect_directory(test, HOME "\\home\\home\\link\\two", two);
	expect_failure(test, HOME "\\link\\x\\two", STATUS_OBJECT_PATH_NOT_FOUND);
}

static void bad_targets_lead_nowhere(struct kunit *test)
{
	add_directory(test, "one");
	add_link(test, "relative", "one");
	add_link(test, "dangling", HOME "\\missing");
	add_link(test, "far", HOME "\\missing\\too");
	add_link(test, "double", "\\" HOME);
	expect_failure(test, HOME "\\relative", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure(test, HOME "\\relative\\x", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure(test, HOME "\\dangling", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure(test, HOME "\\dangling\\x", STATUS_OBJECT_PATH_NOT_FOUND);
	expect_failure(test, HOME "\\far", STATUS_OBJECT_PATH_NOT_FOUND);
	expect_failure(test, HOME "\\double", STATUS_OBJECT_NAME_INVALID);
}

static void loops_end(struct kunit *test)
{
	struct ob_header *self = add_link(test, "self", HOME "\\self");

	add_link(test, "ping", HOME "\\pong");
	add_link(test, "pong", HOME "\\ping");
	/* One that grows with each turn. */
	add_link(test, "grow", HOME "\\grow\\again");
	expect_failure(test, HOME "\\self", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure(test, HOME "\\self\\x", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure(test, HOME "\\ping", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure(test, HOME "\\pong\\x\\y", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_failure(test, HOME "\\grow", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_found(test, HOME "\\self", ob_symbolic_link_type, 0, self);
}

static void chains_are_cut(struct kunit *test)
{
	struct ob_directory *end;
	char name[16], target[32];
	unsigned int i;

	for (i = 0; i <= REPARSE_MAX; i++) {
		snprintf(name, sizeof(name), "L%u", i);
		snprintf(target, sizeof(target), HOME "\\L%u", i + 1);
		add_link(test, name, target);
	}
	snprintf(name, sizeof(name), "L%u", i);
	end = add_directory(test, name);
	expect_directory(test, HOME "\\L64", end);
	expect_directory(test, HOME "\\L1", end);
	expect_failure(test, HOME "\\L0", STATUS_OBJECT_NAME_NOT_FOUND);
	/* What is behind the last link does not count. */
	expect_failure(test, HOME "\\L1\\x\\y", STATUS_OBJECT_PATH_NOT_FOUND);
	expect_failure(test, HOME "\\L0\\x\\y", STATUS_OBJECT_NAME_NOT_FOUND);
}

static void dont_reparse(struct kunit *test)
{
	const u32 dont = NTOBJ_OBJ_DONT_REPARSE;
	struct fixture *fixture = test->priv;
	struct ob_header *link;

	link = add_link(test, "link", HOME);
	expect_found(test, HOME, ob_directory_type, dont, &fixture->home->header);
	expect_found(test, "\\??", ob_directory_type, dont,
		     &ob_initial_namespace.global_dos_devices->header);
	expect_found(test, HOME "\\link", ob_symbolic_link_type, dont, link);
	expect_failure_of(test, HOME "\\link", ob_directory_type, dont,
			  STATUS_REPARSE_POINT_ENCOUNTERED);
	expect_failure_of(test, HOME "\\link\\link", ob_symbolic_link_type, dont,
			  STATUS_REPARSE_POINT_ENCOUNTERED);
	expect_failure_of(test, "\\DosDevices", ob_directory_type, dont,
			  STATUS_REPARSE_POINT_ENCOUNTERED);
	expect_failure_of(test, "\\??\\GLOBALROOT", ob_directory_type, dont,
			  STATUS_REPARSE_POINT_ENCOUNTERED);
}

/* A link's target and the rest are one path, which is bounded. */
static void long_paths_through_links(struct kunit *test)
{
	const u32 room = OB_PATH_MAX + 64;
	char *target = kunit_kzalloc(test, room, GFP_KERNEL);
	char *path = kunit_kzalloc(test, room, GFP_KERNEL);
	u32 length;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, target);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, path);
	memset(target, 'x', OB_PATH_MAX - 100);
	target[0] = '\\';
	add_link(test, "long", target);
	length = scnprintf(path, room, HOME "\\long\\");
	memset(path + length, 'y', 99);
	expect_failure(test, path, STATUS_OBJECT_PATH_NOT_FOUND);
	path[length + 99] = 'y';
	expect_failure(test, path, STATUS_NAME_TOO_LONG);
}

static void paths_from_a_handle(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_directory *one = add_directory(test, "one"), *two;
	struct expectation expected = {
		.root = open_handle(test, &one->header),
		.type = ob_directory_type,
	};

	two = test_create_directory(test, &fixture->objects);
	link_at(test, one, &two->header, "two");
	add_link(test, "link", HOME "\\one");

	expected.path = "";
	expected.object = &one->header;
	expect_look_up(test, &expected);
	expected.path = "two";
	expected.object = &two->header;
	expect_look_up(test, &expected);

	expected.object = NULL;
	expected.path = "\\two";
	expected.status = STATUS_OBJECT_PATH_SYNTAX_BAD;
	expect_look_up(test, &expected);
	expected.path = "\\";
	expect_look_up(test, &expected);
	expected.path = "one";
	expected.status = STATUS_OBJECT_NAME_NOT_FOUND;
	expect_look_up(test, &expected);
	/* The prefix is one of paths from the root. */
	expected.path = "??";
	expect_look_up(test, &expected);
	expected.path = "two\\";
	expected.status = STATUS_OBJECT_NAME_INVALID;
	expect_look_up(test, &expected);

	/* A link leads back to the root, not to the handle. */
	expected.root = open_handle(test, &fixture->home->header);
	expected.path = "link\\two";
	expected.status = STATUS_SUCCESS;
	expected.object = &two->header;
	expect_look_up(test, &expected);
}

static void root_handles_must_be_directories(struct kunit *test)
{
	struct ob_header *link = add_link(test, "link", HOME);
	struct expectation expected = {
		.root = open_handle(test, link),
		.type = ob_directory_type,
		.path = "link",
		.status = STATUS_OBJECT_TYPE_MISMATCH,
	};

	expect_look_up(test, &expected);
	expected.status = STATUS_INVALID_HANDLE;
	expected.root += 4;
	expect_look_up(test, &expected);
	/* The handle is looked at before the path. */
	expected.path = "\\x";
	expect_look_up(test, &expected);
}

static NTSTATUS insert(struct kunit *test, struct ob_lookup *lookup, const char *path,
		       u32 bits, struct ob_header *object)
{
	struct fixture *fixture = test->priv;
	struct ob_attributes attributes = { .attributes = bits };

	*lookup = (struct ob_lookup){
		.handles = lookup->handles ?: &fixture->table,
		.type = object->type,
		.insert = object,
	};
	return look_up_text(lookup, &attributes, path);
}

static void new_objects_are_put_there(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_directory *first = test_create_directory(test, &fixture->objects);
	struct ob_directory *second = test_create_directory(test, &fixture->objects);
	struct ob_lookup lookup = {}, other = {};

	KUNIT_EXPECT_EQ(test, insert(test, &lookup, HOME "\\new", 0, &first->header),
			STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, lookup.object, &first->header);
	/* Its maker's, its name's, the lookup's. */
	KUNIT_EXPECT_EQ(test, atomic_long_read(&first->header.pointer_count), 3);
	KUNIT_EXPECT_EQ(test, atomic_read(&first->header.handle_count), 1);
	expect_directory(test, HOME "\\new", first);

	/* Who comes second finds the first. */
	KUNIT_EXPECT_EQ(test, insert(test, &other, HOME "\\NEW", 0, &second->header),
			STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, other.object, &first->header);
	KUNIT_EXPECT_PTR_EQ(test, second->header.name, (struct ob_name *)NULL);
	KUNIT_EXPECT_EQ(test, atomic_read(&first->header.handle_count), 1);
	KUNIT_EXPECT_EQ(test, ob_claim_handle(&first->header), STATUS_SUCCESS);
	let_go(&lookup);
	expect_directory(test, HOME "\\new", first);

	/* With the last handle the name goes, and there is no other first one. */
	ob_release_handle_count(&first->header);
	expect_failure(test, HOME "\\new", STATUS_OBJECT_NAME_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, ob_claim_handle(&first->header), STATUS_OBJECT_NAME_NOT_FOUND);
	let_go(&other);
	expect_failure(test, HOME "\\new", STATUS_OBJECT_NAME_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&first->header.pointer_count), 1);
}

static void new_objects_need_a_place(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_header *object = &test_create_directory(test, &fixture->objects)->header;
	struct ob_lookup lookup = {};

	KUNIT_EXPECT_EQ(test, insert(test, &lookup, HOME "\\x\\new", 0, object),
			STATUS_OBJECT_PATH_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, insert(test, &lookup, HOME "\\new\\", 0, object),
			STATUS_OBJECT_PATH_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, insert(test, &lookup, HOME "\\", 0, object),
			STATUS_OBJECT_NAME_INVALID);
	KUNIT_EXPECT_EQ(test, insert(test, &lookup, "\\ObjectTypes\\Directory\\new", 0,
				     object), STATUS_OBJECT_TYPE_MISMATCH);
	KUNIT_EXPECT_EQ(test, insert(test, &lookup, "new", 0, object),
			STATUS_OBJECT_PATH_SYNTAX_BAD);
	KUNIT_EXPECT_PTR_EQ(test, lookup.object, (struct ob_header *)NULL);
	KUNIT_EXPECT_PTR_EQ(test, object->name, (struct ob_name *)NULL);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&object->pointer_count), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&object->handle_count), 0);

	/* The root is a place that is taken. */
	KUNIT_EXPECT_EQ(test, insert(test, &lookup, "\\", 0, object), STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, lookup.object, &ob_initial_namespace.root->header);
	let_go(&lookup);
}

static void new_objects_follow_links(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_directory *one = add_directory(test, "one");
	struct ob_header *link = add_link(test, "link", HOME "\\one");
	struct ob_header *object = &test_create_directory(test, &fixture->objects)->header;
	struct ob_header *other = test_create_link(test, &fixture->objects, HOME);
	struct ob_lookup lookup = {};

	add_link(test, "dangling", HOME "\\made");
	KUNIT_EXPECT_EQ(test, insert(test, &lookup, HOME "\\link\\new", 0, object),
			STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, lookup.object, object);
	expect_found(test, HOME "\\one\\new", ob_directory_type, 0, object);
	let_go(&lookup);

	object = &test_create_directory(test, &fixture->objects)->header;
	KUNIT_EXPECT_EQ(test, insert(test, &lookup, HOME "\\link", 0, object),
			STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, lookup.object, &one->header);
	let_go(&lookup);
	KUNIT_EXPECT_EQ(test, insert(test, &lookup, HOME "\\dangling", 0, object),
			STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, lookup.object, object);
	expect_found(test, HOME "\\made", ob_directory_type, 0, object);
	let_go(&lookup);

	/* A new link finds the old one, not what that leads to. */
	KUNIT_EXPECT_EQ(test, insert(test, &lookup, HOME "\\link", 0, other),
			STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, lookup.object, link);
	let_go(&lookup);
	KUNIT_EXPECT_EQ(test, insert(test, &lookup, HOME "\\link\\new",
				     NTOBJ_OBJ_DONT_REPARSE, other),
			STATUS_REPARSE_POINT_ENCOUNTERED);
}

/* It is the handle that may be refused; the name is found by everybody. */
static void exclusive_objects_are_found(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_directory *object = add_directory(test, "mine");

	ob_set_flag(&object->header, OB_EXCLUSIVE);
	KUNIT_ASSERT_EQ(test, ob_enter_exclusive(&object->header, NULL, true),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ob_enter_exclusive(&object->header, &fixture->table, false),
			STATUS_ACCESS_DENIED);
	expect_directory(test, HOME "\\mine", object);
	ob_leave_exclusive(&object->header);
}

static void exclusive_objects_have_one_process(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	const struct ob_handle_table *mine = &fixture->table, *other = mine + 1;
	struct ob_header *object = &add_directory(test, "mine")->header;

	ob_set_flag(object, OB_EXCLUSIVE);
	KUNIT_EXPECT_EQ(test, ob_enter_exclusive(object, mine, true), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ob_enter_exclusive(object, mine, false), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ob_enter_exclusive(object, mine, true), STATUS_ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, ob_enter_exclusive(object, other, false),
			STATUS_ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, object->name->exclusive_handles, 2);

	/* Closed by all its process's handles, it is for the next who comes. */
	ob_leave_exclusive(object);
	KUNIT_EXPECT_EQ(test, ob_enter_exclusive(object, other, false),
			STATUS_ACCESS_DENIED);
	ob_leave_exclusive(object);
	KUNIT_EXPECT_EQ(test, ob_enter_exclusive(object, other, false), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ob_enter_exclusive(object, mine, false), STATUS_ACCESS_DENIED);
	ob_leave_exclusive(object);
}

/* What is not exclusive, or has no name, is nobody's. */
static void others_are_for_everybody(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	const struct ob_handle_table *mine = &fixture->table, *other = mine + 1;
	struct ob_header *named = &add_directory(test, "ours")->header;
	struct ob_header *nameless = &test_create_directory(test, &fixture->objects)->header;

	ob_set_flag(nameless, OB_EXCLUSIVE);
	KUNIT_EXPECT_EQ(test, ob_enter_exclusive(named, mine, true), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ob_enter_exclusive(named, other, true), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, named->name->exclusive_handles, 0);
	KUNIT_EXPECT_EQ(test, ob_enter_exclusive(nameless, mine, true), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ob_enter_exclusive(nameless, other, true), STATUS_SUCCESS);
	ob_leave_exclusive(named);
	ob_leave_exclusive(nameless);
	KUNIT_EXPECT_EQ(test, named->name->exclusive_handles, 0);
}

static struct kunit_case lookup_cases[] = {
	KUNIT_CASE(paths_begin_at_the_root),
	KUNIT_CASE(components_are_walked),
	KUNIT_CASE(lookups_leave_nothing_behind),
	KUNIT_CASE(empty_components_are_invalid),
	KUNIT_CASE(only_directories_are_walked_through),
	KUNIT_CASE(case_goes_by_type_and_caller),
	KUNIT_CASE(dos_devices),
	KUNIT_CASE(global_root),
	KUNIT_CASE(links_at_the_end),
	KUNIT_CASE(links_on_the_way),
	KUNIT_CASE(bad_targets_lead_nowhere),
	KUNIT_CASE(loops_end),
	KUNIT_CASE(chains_are_cut),
	KUNIT_CASE(dont_reparse),
	KUNIT_CASE(long_paths_through_links),
	KUNIT_CASE(paths_from_a_handle),
	KUNIT_CASE(root_handles_must_be_directories),
	KUNIT_CASE(new_objects_are_put_there),
	KUNIT_CASE(new_objects_need_a_place),
	KUNIT_CASE(new_objects_follow_links),
	KUNIT_CASE(exclusive_objects_are_found),
	KUNIT_CASE(exclusive_objects_have_one_process),
	KUNIT_CASE(others_are_for_everybody),
	{}
};

static struct kunit_suite lookup_suite = {
	.name = "ntobj_lookup",
	.init = init,
	.exit = cleanup,
	.test_cases = lookup_cases,
};

kunit_test_suite(lookup_suite);
