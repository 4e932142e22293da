"""Words of Wagtail and Django in our own: those that their Swedish lacks, says wrongly or says otherwise than we do.

Our catalogue is read before theirs, so one wording holds in every form and on every page, also where we say nothing
ourselves.
"""
