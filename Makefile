# SPDX-License-Identifier: GPL-2.0
#
# make		builds the module against the running kernel (or KDIR=)
# make help	lists what else there is

KDIR	?= /lib/modules/$(shell uname -r)/build
KERNEL	?= 6.1
TEST	?= *
PREFIX	?= /usr/local
DESTDIR	?=
OUT	?=
QUICK	?=
O	:= $(CURDIR)/build

MAKEFLAGS += --no-print-directory

all:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

help:
	@echo 'Build:'
	@echo '  all (default) ntobj.ko, here, for the running kernel or KDIR=DIR'
	@echo '  module        build/K/ntobj.ko for KERNEL=K, as the VM uses it'
	@echo '  user          libntobj and ntctl, in build/user'
	@echo '  docs          the documents as web pages, in build/docs'
	@echo '  install       module (if built), programs, library and headers,'
	@echo '                <linux/ntsync.h> if there is none, and what has the'
	@echo '                module loaded at boot (PREFIX=/usr/local DESTDIR=)'
	@echo '  clean         remove what was built'
	@echo 'Try (in a virtual machine; nothing is loaded on this one):'
	@echo '  demo          install what is needed, build, boot, tour'
	@echo '  shell         a prompt with the module loaded and ntctl there'
	@echo 'Test:'
	@echo '  check         the test suite; TEST=PATTERN for some of it'
	@echo '  check-vm      the tests of the virtual machine harness itself'
	@echo '  lint          checkpatch, sparse, shellcheck, cppcheck, ...'
	@echo '  models        verify the models of what runs without locks'
	@echo '  ci            all that a change must pass (.ci/run)'
	@echo 'Measure:'
	@echo '  bench         what operations cost, ours and others, in instructions;'
	@echo '                tables, and JSON and a chart in OUT=build/bench'
	@echo '  bench-check   the same against the committed figures (QUICK=1: the'
	@echo '                half that needs one boot)'
	@echo 'Prepare:'
	@echo '  deps          install the packages that all of this needs'
	@echo '  kernel        fetch or build KERNEL=K into the cache'
	@echo ''
	@echo 'KERNEL= 6.1 (default), 6.1-rt, 6.12, 7.2, debug, kcsan; all (check only)'
	@echo 'The cache of kernels is $$NTOBJ_CACHE, or ~/.cache/ntobj.'

deps:
	tools/deps all

kernel:
	tools/vm/kernel $(KERNEL)

module:
	tools/vm/module $(KERNEL)

user:
	$(MAKE) -C userspace O=$(O)/user

docs:
	tools/deps docs
	@tools/docs

demo:
	tools/deps demo
	tools/demo/run

shell:
	tools/deps demo
	tools/vm/shell $(KERNEL)

check:
	tools/deps check
	@tools/check '$(KERNEL)' '$(TEST)'

check-vm:
	tools/deps check
	@tools/vm/test/run '$(TEST)'

bench:
	tools/deps bench
	@tools/bench/run $(OUT)

bench-check:
	tools/deps bench
	@tools/bench/check $(if $(QUICK),--quick)

lint:
	tools/deps lint
	@tools/lint

models:
	tools/deps models
	@tools/models '$(TEST)'

ci:
	bash .ci/run

# Not modules_install: that takes the tests' own modules along.
install: user
	@if [ -e ntobj.ko ]; then \
		r=$$(modinfo -F vermagic ./ntobj.ko | cut -d' ' -f1) && \
		install -D -m 644 -t $(DESTDIR)/lib/modules/$$r/updates \
			ntobj.ko && \
		install -d $(DESTDIR)$(PREFIX)/lib/modules-load.d && \
		printf '# /dev/ntobj, and /dev/ntsync for Wine\nntobj\n' \
			>$(DESTDIR)$(PREFIX)/lib/modules-load.d/ntobj.conf && \
		if [ -z '$(DESTDIR)' ]; then depmod -a $$r; fi; \
	else \
		echo 'No ntobj.ko here (make): the module is not installed.'; \
	fi
	$(MAKE) -C userspace O=$(O)/user DESTDIR=$(DESTDIR) PREFIX=$(PREFIX) \
		install
	install -d $(DESTDIR)$(PREFIX)/include/linux
	install -m 644 uapi/linux/*.h $(DESTDIR)$(PREFIX)/include/linux/
	@h=$(DESTDIR)$(PREFIX)/include/linux/ntsync.h; \
	if grep -qs 'Written for ntobj' $$h || ! printf '%s\n' \
		'#include <linux/ntsync.h>' '#ifndef NTSYNC_IOC_EVENT_READ' \
		'#error' '#endif' | $(CC) -fsyntax-only -x c - 2>/dev/null; then \
		install -m 644 uapi/linux/ntobj_ntsync.h $$h; \
	fi

clean:
	rm -rf build
	if [ -e $(KDIR) ]; then $(MAKE) -C $(KDIR) M=$(CURDIR) clean; fi

.PHONY: all help deps kernel module user docs demo shell check check-vm lint
.PHONY: ci install clean bench bench-check models
