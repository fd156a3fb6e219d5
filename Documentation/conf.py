# SPDX-License-Identifier: GPL-2.0
#
# For Sphinx, by way of tools/docs: NTOBJ_KSRC is a kernel source tree, whose
# kernel-doc takes the comments out of our sources.

import os
import sys

top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
kernel = os.environ['NTOBJ_KSRC']
sys.path.insert(0, os.path.join(kernel, 'Documentation', 'sphinx'))

extensions = ['kerneldoc', 'automarkup']
kerneldoc_bin = os.path.join(kernel, 'scripts', 'kernel-doc')
kerneldoc_srctree = top
# Its warnings are printed, and tools/docs takes them for errors.
kerneldoc_verbosity = 1

project = 'ntobj'
release = os.environ.get('NTOBJ_VERSION', '')
version = release
# Words of the kernel's C that mark a declaration
c_id_attributes = ['__user', '__rcu', '__init', '__exit', '__must_check']
highlight_language = 'none'
primary_domain = 'c'
html_theme = 'alabaster'
html_copy_source = False
html_show_copyright = False
html_theme_options = {
    'description': 'NT executive objects for Linux',
    'page_width': '60em',
}
html_sidebars = {'**': ['about.html', 'localtoc.html', 'navigation.html',
                        'searchbox.html']}
