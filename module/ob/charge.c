// SPDX-License-Identifier: GPL-2.0
/*
 * What an object is charged with, and to whom.
 *
 * At its first handle an object is charged to the process that gets it: with
 * what its type says, what it takes besides, and the descriptor that it has by
 * then. Its name, and a descriptor that it gets later, are charged when it gets
 * them. All is released when it is freed. What the module makes for itself is
 * charged to nobody.
 *
 * Memory is charged as kmalloc() hands it out.
 */
#include <linux/log2.h>
#include <linux/slab.h>

#include "compat/linux.h"
#include "ob/internal.h"

/**
 * ob_allocation - what an allocation takes
 * @size: bytes wanted, 0 for none
 *
 * Context: any.
 *
 * Return: bytes taken.
 */
u32 ob_allocation(size_t size)
{
	return size ? roundup_pow_of_two(size) : 0;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_allocation);

/**
 * ob_only_charge - what all objects of a type are charged with, if it is one charge
 * @information: of the type
 *
 * Context: any.
 *
 * Return: bytes of non-paged memory; U32_MAX, which is more than anybody has to
 * spare, if there is more to it.
 */
u32 ob_only_charge(const struct ob_type_information *information)
{
	if (information->paged_pool_charge || information->extra_charge ||
	    !information->non_paged_pool_charge)
		return U32_MAX;
	return information->non_paged_pool_charge;
}

static u32 paged_charge(struct ob_header *object)
{
	const struct ob_type_information *information = &object->type->information;

	return information->paged_pool_charge +
	       (information->extra_charge ? information->extra_charge(object) : 0);
}

/**
 * ob_charge_object - charge an object to the process that gets its first handle
 * @table: the process's handle table
 * @object: the object; nothing is done if it has been charged to somebody
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_QUOTA_EXCEEDED, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_charge_object(struct ob_handle_table *table, struct ob_header *object)
{
	const u32 non_paged = object->type->information.non_paged_pool_charge;
	enum ob_pool first = non_paged ? OB_NON_PAGED : OB_PAGED;
	struct ob_account *account;
	u32 paged, security;
	NTSTATUS status;

	if (READ_ONCE(object->account))
		return STATUS_SUCCESS;
	security = ob_uncharged_security(object);
	paged = paged_charge(object) + security;
	if (!(paged | non_paged))
		return STATUS_SUCCESS;
	status = ob_charge(table, first, non_paged ?: paged, &account);
	if (!account)
		return status;
	if (non_paged && paged) {
		status = ob_charge_account(account, OB_PAGED, paged);
		if (!NT_SUCCESS(status)) {
			ob_release_charge(account, first, non_paged);
			return status;
		}
	}
	/* Another process may get a first handle to it, too. */
	if (cmpxchg(&object->account, NULL, account)) {
		ob_release_charge(account, OB_PAGED, paged);
		ob_release_charge(account, OB_NON_PAGED, non_paged);
	} else {
		ob_put_charge_on_security(object, account, security);
	}
	return STATUS_SUCCESS;
}

/**
 * ob_release_object_slowly - ob_release_object() for any charges
 * @object: see there; charged to somebody
 *
 * Context: process.
 */
void ob_release_object_slowly(struct ob_header *object)
{
	struct ob_account *account = object->account;

	/* The other one keeps the account until it is released. */
	ob_release_charge(account, OB_PAGED, paged_charge(object));
	ob_release_charge(account, OB_NON_PAGED,
			  object->type->information.non_paged_pool_charge);
}

static u32 name_size(const struct ob_name *name)
{
	return ob_allocation(struct_size(name, text, name->key.length));
}

/**
 * ob_charge_name - charge an object with the name that it is to have
 * @object: the object
 * @name: the name
 *
 * Context: process.
 *
 * Return: STATUS_SUCCESS, STATUS_QUOTA_EXCEEDED.
 */
NTSTATUS ob_charge_name(struct ob_header *object, struct ob_name *name)
{
	NTSTATUS status;

	if (!object->account)
		return STATUS_SUCCESS;
	status = ob_charge_account(object->account, OB_PAGED, name_size(name));
	name->charged = NT_SUCCESS(status);
	return status;
}

/**
 * ob_free_name - free a name
 * @object: which has it, or was to have it; charged with it if anything is
 * @name: the name, linked nowhere; or NULL
 *
 * Context: process.
 */
void ob_free_name(struct ob_header *object, struct ob_name *name)
{
	if (name && name->charged)
		ob_release_charge(object->account, OB_PAGED, name_size(name));
	kfree(name);
}
