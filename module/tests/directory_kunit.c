// SPDX-License-Identifier: GPL-2.0
/* Directories: names in both trees, the order of entries, paths. */
#include <linux/sched.h>
#include <linux/slab.h>

#include "tests/kunit.h"

#define MANY	5000

struct fixture {
	struct test_objects objects;
	struct ob_directory *directory;
};

static int init(struct kunit *test)
{
	struct fixture *fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);
	int error;

	if (!fixture)
		return -ENOMEM;
	test->priv = fixture;
	error = test_init_objects(test, &fixture->objects, MANY + 16);
	if (!error)
		fixture->directory = test_create_directory(test, &fixture->objects);
	return error;
}

static void cleanup(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	if (fixture)
		test_free_objects(&fixture->objects);
}

static struct ob_directory *create_directory(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	return test_create_directory(test, &fixture->objects);
}

/* An object that is no directory. */
static struct ob_header *create_object(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	return test_create_link(test, &fixture->objects, "");
}

static void link_at(struct kunit *test, struct ob_directory *directory,
		    struct ob_header *object, const char *name)
{
	u16 text[32];
	u32 length = test_widen(text, name, ARRAY_SIZE(text));

	KUNIT_ASSERT_EQ(test, test_link_name(directory, object, text, length),
			STATUS_SUCCESS);
}

static struct ob_header *add(struct kunit *test, const char *name)
{
	struct fixture *fixture = test->priv;
	struct ob_header *object = create_object(test);

	link_at(test, fixture->directory, object, name);
	return object;
}

static void unlink(struct ob_header *object)
{
	struct ob_directory *directory = object->name->directory;

	down_write(&directory->lock);
	ob_unlink_name(object->name);
	up_write(&directory->lock);
}

static struct ob_header *find_text(struct ob_directory *directory, const u16 *text,
				   u32 length, bool case_insensitive)
{
	struct ob_name_key key;
	struct ob_name *name;

	ob_init_name_key(&key, text, length);
	down_read(&directory->lock);
	name = ob_find_name(directory, &key, case_insensitive);
	up_read(&directory->lock);
	return name ? name->object : NULL;
}

static struct ob_header *find(struct kunit *test, const char *name, bool case_insensitive)
{
	struct fixture *fixture = test->priv;
	u16 text[32];
	u32 length = test_widen(text, name, ARRAY_SIZE(text));

	return find_text(fixture->directory, text, length, case_insensitive);
}

#define EXPECT_EXACT(name, object)					\
	KUNIT_EXPECT_PTR_EQ(test, find(test, name, false), object)
#define EXPECT_ANY_CASE(name, object)					\
	KUNIT_EXPECT_PTR_EQ(test, find(test, name, true), object)
#define NOTHING	((struct ob_header *)NULL)

static void names_are_found(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_header *alpha = add(test, "Alpha");
	struct ob_header *beta = add(test, "beta");

	EXPECT_EXACT("Alpha", alpha);
	EXPECT_EXACT("beta", beta);
	EXPECT_EXACT("ALPHA", NOTHING);
	EXPECT_EXACT("Beta", NOTHING);
	EXPECT_ANY_CASE("Alpha", alpha);
	EXPECT_ANY_CASE("aLPHA", alpha);
	EXPECT_ANY_CASE("BETA", beta);
	EXPECT_ANY_CASE("Alph", NOTHING);
	EXPECT_ANY_CASE("Alphas", NOTHING);
	EXPECT_ANY_CASE("gamma", NOTHING);
	KUNIT_EXPECT_EQ(test, fixture->directory->count, 2);

	unlink(alpha);
	EXPECT_EXACT("Alpha", NOTHING);
	EXPECT_ANY_CASE("ALPHA", NOTHING);
	EXPECT_EXACT("beta", beta);
	KUNIT_EXPECT_EQ(test, fixture->directory->count, 1);
	KUNIT_EXPECT_FALSE(test, alpha->name->linked);
}

/* A linked name has a reference on its object and one on its directory. */
static void names_hold_references(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_header *directory = &fixture->directory->header;
	struct ob_header *object = create_object(test);

	KUNIT_EXPECT_EQ(test, atomic_long_read(&directory->pointer_count), 1);
	link_at(test, fixture->directory, object, "name");
	KUNIT_EXPECT_EQ(test, atomic_long_read(&object->pointer_count), 2);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&directory->pointer_count), 2);
	unlink(object);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&object->pointer_count), 1);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&directory->pointer_count), 2);

	/* The last of these goes with the object. */
	KUNIT_ASSERT_PTR_EQ(test, fixture->objects.objects[1], object);
	fixture->objects.count = 1;
	ob_dereference_object(object);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&directory->pointer_count), 1);
}

static void cases_stand_side_by_side(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_header *lower = add(test, "name");
	struct ob_header *upper = add(test, "NAME");
	struct ob_header *capital = add(test, "Name");
	struct ob_header *odd = add(test, "nAmE");

	KUNIT_EXPECT_EQ(test, fixture->directory->count, 4);
	EXPECT_EXACT("name", lower);
	EXPECT_EXACT("NAME", upper);
	EXPECT_EXACT("Name", capital);
	EXPECT_EXACT("nAmE", odd);
	EXPECT_EXACT("NaMe", NOTHING);
	/* Without case the first in their order stands for all. */
	EXPECT_ANY_CASE("NaMe", upper);
	EXPECT_ANY_CASE("name", upper);

	unlink(upper);
	EXPECT_EXACT("NAME", NOTHING);
	EXPECT_ANY_CASE("NAME", capital);
	EXPECT_EXACT("name", lower);
	EXPECT_EXACT("Name", capital);
	EXPECT_EXACT("nAmE", odd);
	KUNIT_EXPECT_EQ(test, fixture->directory->count, 3);
}

static void removal_of_first_keeps_other_cases(struct kunit *test)
{
	static const char * const names[] = {
		"NAME", "NAme", "NaMe", "Name", "nAmE", "naME", "namE", "name",
	};
	/* Not in their order, so that each place in the tree is a new one's. */
	static const u8 order[] = { 3, 7, 0, 5, 1, 6, 2, 4 };
	struct ob_header *objects[ARRAY_SIZE(names)], *found;
	struct fixture *fixture = test->priv;
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		objects[order[i]] = add(test, names[order[i]]);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		/* Always the one that stands for all that are left. */
		found = find(test, "nAMe", true);
		KUNIT_ASSERT_PTR_EQ(test, found, objects[i]);
		unlink(found);
		for (j = 0; j < ARRAY_SIZE(names); j++)
			EXPECT_EXACT(names[j], objects[j]->name->linked ? objects[j] : NULL);
		KUNIT_EXPECT_EQ(test, fixture->directory->count, ARRAY_SIZE(names) - 1 - i);
	}
	EXPECT_ANY_CASE("name", NOTHING);

	/* Nothing of them is in the way of another. */
	found = add(test, "NAME");
	EXPECT_EXACT("NAME", found);
	EXPECT_EXACT("name", NOTHING);
	EXPECT_ANY_CASE("name", found);
}

static void cases_can_be_added_again(struct kunit *test)
{
	struct ob_header *lower = add(test, "name");
	struct ob_header *upper = add(test, "NAME"), *again;

	unlink(lower);
	EXPECT_EXACT("NAME", upper);
	EXPECT_ANY_CASE("name", upper);
	again = add(test, "name");
	EXPECT_EXACT("name", again);
	EXPECT_EXACT("NAME", upper);
	EXPECT_ANY_CASE("name", upper);
	unlink(upper);
	EXPECT_EXACT("name", again);
	EXPECT_ANY_CASE("NAME", again);
	EXPECT_EXACT("NAME", NOTHING);
}

/* Names are units, whatever they stand for. */
static void names_may_be_anything(struct kunit *test)
{
	static const u16 zeros[] = { 0, 0, 0 };
	static const u16 halves[] = { 0xDC00, 0xD800 };
	static const u16 greek[] = { 0x03C2, 0x0451 }, greek_upper[] = { 0x03A3, 0x0401 };
	struct fixture *fixture = test->priv;
	struct ob_directory *directory = fixture->directory;
	struct ob_header *object[4];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(object); i++)
		object[i] = create_object(test);
	KUNIT_ASSERT_EQ(test, test_link_name(directory, object[0], zeros, 1), 0);
	KUNIT_ASSERT_EQ(test, test_link_name(directory, object[1], zeros, 3), 0);
	KUNIT_ASSERT_EQ(test, test_link_name(directory, object[2], halves, 2), 0);
	KUNIT_ASSERT_EQ(test, test_link_name(directory, object[3], greek, 2), 0);
	KUNIT_EXPECT_PTR_EQ(test, find_text(directory, zeros, 1, false), object[0]);
	KUNIT_EXPECT_PTR_EQ(test, find_text(directory, zeros, 2, true), NOTHING);
	KUNIT_EXPECT_PTR_EQ(test, find_text(directory, zeros, 3, true), object[1]);
	KUNIT_EXPECT_PTR_EQ(test, find_text(directory, halves, 2, true), object[2]);
	KUNIT_EXPECT_PTR_EQ(test, find_text(directory, greek_upper, 2, true), object[3]);
	KUNIT_EXPECT_PTR_EQ(test, find_text(directory, greek_upper, 2, false), NOTHING);
}

static void many_names(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_header **objects = fixture->objects.objects + 1;
	u32 i, missing = 0, left = 0;
	char name[16];

	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "Name%u", i);
		add(test, name);
	}
	KUNIT_EXPECT_EQ(test, fixture->directory->count, MANY);
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "NAME%u", i);
		missing += find(test, name, true) != objects[i];
		left += !!find(test, name, false);
		if (i % 2)
			unlink(objects[i]);
	}
	KUNIT_EXPECT_EQ(test, missing, 0);
	KUNIT_EXPECT_EQ(test, left, 0);
	KUNIT_EXPECT_EQ(test, fixture->directory->count, MANY / 2);
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "Name%u", i);
		missing += find(test, name, false) != (i % 2 ? NULL : objects[i]);
	}
	KUNIT_EXPECT_EQ(test, missing, 0);
}

static void expect_order(struct kunit *test, struct ob_header **expected, u32 count)
{
	struct fixture *fixture = test->priv;
	struct ob_directory *directory = fixture->directory;
	struct ob_name *name;
	u64 sequence = 0;
	u32 i = 0;

	/* As a scan does it: on from behind where it was. */
	down_read(&directory->lock);
	while ((name = ob_entry_from(directory, sequence))) {
		KUNIT_EXPECT_GE(test, name->sequence, sequence);
		if (i < count)
			KUNIT_EXPECT_PTR_EQ(test, name->object, expected[i]);
		sequence = name->sequence + 1;
		i++;
	}
	up_read(&directory->lock);
	KUNIT_EXPECT_EQ(test, i, count);
	KUNIT_EXPECT_EQ(test, directory->count, count);
}

static void entries_keep_order_of_insertion(struct kunit *test)
{
	struct ob_header *order[5];
	u64 last;

	/* Neither the order of the alphabet nor, likely, that of the hash. */
	order[0] = add(test, "zebra");
	order[1] = add(test, "Apple");
	order[2] = add(test, "mouse");
	order[3] = add(test, "APPLE");
	order[4] = add(test, "apple");
	expect_order(test, order, 5);

	/* Out of the middle, with others of its case; the rest keeps its place. */
	last = order[4]->name->sequence;
	unlink(order[1]);
	order[1] = order[2];
	order[2] = order[3];
	order[3] = order[4];
	expect_order(test, order, 4);

	/* What comes anew comes last, and no number comes twice. */
	unlink(order[3]);
	order[3] = add(test, "Apple");
	expect_order(test, order, 4);
	KUNIT_EXPECT_GT(test, order[3]->name->sequence, last);
}

/* A long name of one letter. */
static u16 *make_text(struct kunit *test, u32 length)
{
	u16 *text = kunit_kmalloc_array(test, length, sizeof(u16), GFP_KERNEL);
	u32 i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, text);
	for (i = 0; i < length; i++)
		text[i] = 'x';
	return text;
}

static void paths_are_bounded(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_directory *parent = fixture->directory, *child;
	struct ob_header *object = create_object(test), *other = create_object(test);
	u16 *text;

	child = create_directory(test);
	link_at(test, parent, &child->header, "child");
	KUNIT_EXPECT_EQ(test, child->header.name->path_length, 6);

	text = make_text(test, OB_FULL_PATH_MAX);
	KUNIT_ASSERT_EQ(test, test_link_name(parent, object, text, OB_FULL_PATH_MAX),
			STATUS_NAME_TOO_LONG);
	KUNIT_ASSERT_EQ(test, test_link_name(child, object, text, OB_FULL_PATH_MAX - 6),
			STATUS_NAME_TOO_LONG);
	/* What has failed has left nothing. */
	KUNIT_EXPECT_PTR_EQ(test, object->name, (struct ob_name *)NULL);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&object->pointer_count), 1);
	KUNIT_EXPECT_EQ(test, child->count, 0);
	KUNIT_EXPECT_EQ(test, parent->count, 1);

	KUNIT_ASSERT_EQ(test, test_link_name(child, object, text, OB_FULL_PATH_MAX - 7),
			STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, test_link_name(parent, other, text, OB_FULL_PATH_MAX - 1),
			STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, find_text(child, text, OB_FULL_PATH_MAX - 7, true), object);
	KUNIT_EXPECT_PTR_EQ(test, find_text(parent, text, OB_FULL_PATH_MAX - 1, false), other);
	KUNIT_EXPECT_PTR_EQ(test, find_text(parent, text, OB_FULL_PATH_MAX - 7, true), NOTHING);
	KUNIT_EXPECT_EQ(test, object->name->path_length, OB_FULL_PATH_MAX);
	KUNIT_EXPECT_EQ(test, other->name->path_length, OB_FULL_PATH_MAX);
}

static void expect_path(struct kunit *test, struct ob_header *object, const char *expected)
{
	char text[64] = {};
	struct ob_path path;
	u32 i;

	KUNIT_ASSERT_EQ(test, ob_query_path(object, &path), STATUS_SUCCESS);
	for (i = 0; i < path.length && i < sizeof(text) - 1; i++)
		text[i] = path.text[i];
	KUNIT_EXPECT_EQ(test, path.length, strlen(expected));
	KUNIT_EXPECT_STREQ(test, text, expected);
	KUNIT_EXPECT_EQ(test, ob_query_path_length(object), strlen(expected));
	ob_release_path(&path);
}

static void paths_from_the_root(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_directory *child = create_directory(test);
	struct ob_header *leaf = create_object(test);

	expect_path(test, &ob_initial_namespace.root->header, "\\");
	expect_path(test, leaf, "");
	link_at(test, ob_initial_namespace.root, &fixture->directory->header, "ntobj_kunit");
	link_at(test, fixture->directory, &child->header, "child");
	link_at(test, child, leaf, "a b");
	expect_path(test, &fixture->directory->header, "\\ntobj_kunit");
	expect_path(test, &child->header, "\\ntobj_kunit\\child");
	expect_path(test, leaf, "\\ntobj_kunit\\child\\a b");
}

static void paths_of_what_is_cut_off(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_directory *child = create_directory(test);
	struct ob_header *leaf = create_object(test);

	link_at(test, ob_initial_namespace.root, &fixture->directory->header, "ntobj_kunit");
	link_at(test, fixture->directory, &child->header, "child");
	link_at(test, child, leaf, "leaf");

	unlink(&fixture->directory->header);
	expect_path(test, &fixture->directory->header, "");
	expect_path(test, &child->header, "\\...\\child");
	expect_path(test, leaf, "\\...\\child\\leaf");

	unlink(&child->header);
	expect_path(test, &child->header, "");
	expect_path(test, leaf, "\\...\\leaf");

	unlink(leaf);
	expect_path(test, leaf, "");
}

/* The ellipsis is longer than a short name: the path still fits. */
static void paths_of_short_names(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_directory *child = create_directory(test);
	struct ob_header *leaf = create_object(test);

	/* A directory that never had a name. */
	link_at(test, fixture->directory, &child->header, "c");
	link_at(test, child, leaf, "l");
	expect_path(test, &child->header, "\\...\\c");
	expect_path(test, leaf, "\\...\\c\\l");
	unlink(&child->header);
	expect_path(test, leaf, "\\...\\l");
}

static void permanence_keeps_the_name(struct kunit *test)
{
	struct ob_header *object = add(test, "name");

	ob_set_permanence(object, true);
	ob_unlink_if_unused(object);
	EXPECT_EXACT("name", object);

	/* Temporary and open: the name stays for the handle. */
	atomic_inc(&object->handle_count);
	ob_set_permanence(object, false);
	EXPECT_EXACT("name", object);
	atomic_dec(&object->handle_count);
	ob_unlink_if_unused(object);
	EXPECT_EXACT("name", NOTHING);
	KUNIT_EXPECT_FALSE(test, object->name->linked);

	/* Twice is once, and what has no name can be either. */
	ob_unlink_if_unused(object);
	object = create_object(test);
	ob_set_permanence(object, true);
	KUNIT_EXPECT_TRUE(test, ob_has_flag(object, OB_PERMANENT));
	ob_set_permanence(object, false);
	KUNIT_EXPECT_FALSE(test, ob_has_flag(object, OB_PERMANENT));
	ob_unlink_if_unused(object);
}

/* To be made temporary without handles is the end of the name. */
static void temporary_without_handles_loses_the_name(struct kunit *test)
{
	struct ob_header *object = add(test, "name");

	ob_set_permanence(object, true);
	ob_set_permanence(object, false);
	EXPECT_ANY_CASE("name", NOTHING);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&object->pointer_count), 1);
}

static struct kunit_case directory_cases[] = {
	KUNIT_CASE(names_are_found),
	KUNIT_CASE(names_hold_references),
	KUNIT_CASE(cases_stand_side_by_side),
	KUNIT_CASE(removal_of_first_keeps_other_cases),
	KUNIT_CASE(cases_can_be_added_again),
	KUNIT_CASE(names_may_be_anything),
	KUNIT_CASE_SLOW(many_names),
	KUNIT_CASE(entries_keep_order_of_insertion),
	KUNIT_CASE(paths_are_bounded),
	KUNIT_CASE(paths_from_the_root),
	KUNIT_CASE(paths_of_what_is_cut_off),
	KUNIT_CASE(paths_of_short_names),
	KUNIT_CASE(permanence_keeps_the_name),
	KUNIT_CASE(temporary_without_handles_loses_the_name),
	{}
};

static struct kunit_suite directory_suite = {
	.name = "ntobj_directory",
	.init = init,
	.exit = cleanup,
	.test_cases = directory_cases,
};

kunit_test_suite(directory_suite);
