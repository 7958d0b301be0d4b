"""The public site as files that any web server, or none, can show: what `manage.py export_static` makes.

`asking`     reads as a visitor without a name, in this process
`addresses`  which links lead to this site, and which of them a mirror can hold
`markup`     finds what links, forms and scripts a page has, and puts others in their place
`places`     where an address lies in the folder, and how one file links to another
`reading`    phase one: everything public is read, one address leads to the next
`notices`    what stands where a form was, and the pages a mirror has of its own
`writing`    phase two: pages are written with links that work where they lie
`checking`   phase three: every link of the finished folder is followed
`tree`       a new folder beside the old one, and the moment they change places
`making`     the three phases, and what is told of them
"""
