// SPDX-License-Identifier: GPL-2.0
/*
 * Where in a program an address is: a file and the place in it, as
 * addr2line(1) wants it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ntctl.h"
#include "program_map.h"

struct program_part {
	__u64 begin;
	__u64 end;
	__u64 offset;
	char *name;
};

/* Takes a line over of /proc/PID/maps, if it is of a file. */
static void read_part(struct program_map *map, const char *line)
{
	struct program_part part;
	const char *name;
	int path = 0;

	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %*s %" SCNx64 " %*s %*s %n",
		   (uint64_t *)&part.begin, (uint64_t *)&part.end,
		   (uint64_t *)&part.offset, &path) != 3 || !line[path])
		return;
	name = strrchr(line + path, '/');
	name = name ? name + 1 : line + path;
	part.name = copy_text(name, strcspn(name, "\n"));
	map->parts = reallocate(map->parts, (map->count + 1) * sizeof(part));
	map->parts[map->count++] = part;
}

/* An empty map if it may not be read, or the process has ended. */
void program_map_read(struct program_map *map, int process)
{
	char path[64];
	char *line = NULL;
	size_t room = 0;
	FILE *file;

	*map = (struct program_map){};
	snprintf(path, sizeof(path), "/proc/%d/maps", process);
	file = fopen(path, "re");
	if (!file)
		return;
	while (getline(&line, &room, file) > 0)
		read_part(map, line);
	free(line);
	fclose(file);
}

void program_map_free(struct program_map *map)
{
	size_t i;

	for (i = 0; i < map->count; i++)
		free(map->parts[i].name);
	free(map->parts);
	*map = (struct program_map){};
}

/* The address itself if it is in no file. To be freed. */
char *program_place(const struct program_map *map, __u64 address)
{
	const struct program_part *part = NULL;
	char *text;
	size_t i;
	int length;

	for (i = 0; i < map->count && !part; i++)
		if (address >= map->parts[i].begin && address < map->parts[i].end)
			part = &map->parts[i];
	if (part)
		length = asprintf(&text, "%s+0x%llx", part->name,
				  (unsigned long long)(address - part->begin +
						       part->offset));
	else
		length = asprintf(&text, "0x%llx", (unsigned long long)address);
	if (length < 0)
		abort();
	return text;
}
