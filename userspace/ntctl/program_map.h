/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_PROGRAM_MAP_H
#define NTCTL_PROGRAM_MAP_H

#include <stddef.h>
#include <linux/types.h>

struct program_part;

/**
 * struct program_map - what files a process has in its memory
 * @parts: where they are
 * @count: how many
 */
struct program_map {
	struct program_part *parts;
	size_t count;
};

void program_map_read(struct program_map *map, int process);
void program_map_free(struct program_map *map);
char *program_place(const struct program_map *map, __u64 address);

#endif /* NTCTL_PROGRAM_MAP_H */
