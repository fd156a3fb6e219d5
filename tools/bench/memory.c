// SPDX-License-Identifier: GPL-2.0
/*
 * Memory: what an object of each type takes of its slab, by the kernel's own
 * account, and what a handle takes of its table, measured on many handles.
 */
#include <stdio.h>
#include <string.h>

#include "internal.h"
#include "rows/ntobj.h"

#define CACHE_PREFIX	"ntobj_"
#define HANDLES		200000
#define TABLE_PAGE	4096

struct cache {
	char name[128];
	unsigned long long objects;
	unsigned int size;
};

/* Calls @visit for each slab cache. */
static void visit_caches(void (*visit)(const struct cache *cache, void *context),
			 void *context)
{
	FILE *file = fopen("/proc/slabinfo", "re");
	struct cache cache;
	char line[1024];

	BENCH_CHECK(file);
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%127s %*u %llu %u", cache.name, &cache.objects,
			   &cache.size) == 3)
			visit(&cache, context);
	fclose(file);
}

/* A type's cache is called ntobj_TYPE-NUMBER. */
static void print_type(const struct cache *cache, void *context)
{
	const size_t prefix = strlen(CACHE_PREFIX);
	unsigned int *types = context;

	if (strncmp(cache->name, CACHE_PREFIX, prefix))
		return;
	printf("memory\tobject.%.*s\t%u\n", (int)strcspn(cache->name + prefix, "-"),
	       cache->name + prefix, cache->size);
	++*types;
}

/* Pages of handle tables come from these caches. */
static void add_pages(const struct cache *cache, void *context)
{
	unsigned long long *pages = context;

	if (!strncmp(cache->name, "kmalloc-", 8) && cache->size == TABLE_PAGE)
		*pages += cache->objects;
}

static unsigned long long pages_now(void)
{
	unsigned long long pages = 0;

	bench_wait_until_idle();
	visit_caches(add_pages, &pages);
	return pages;
}

static void measure_handles(const void *unused)
{
	unsigned long long before, after;
	unsigned int i;

	(void)unused;
	nt_open();
	nt_create_event(NTOBJ_NOTIFICATION_EVENT, 0);
	before = pages_now();
	for (i = 0; i < HANDLES; i++)
		nt_create_event(NTOBJ_NOTIFICATION_EVENT, 0);
	after = pages_now();
	BENCH_CHECK(after > before);
	printf("memory\thandle\t%.1f\n",
	       (double)(after - before) * TABLE_PAGE / HANDLES);
}

void bench_measure_memory(void)
{
	unsigned int types = 0;

	visit_caches(print_type, &types);
	BENCH_CHECK(types);
	bench_in_child(measure_handles, NULL);
}
