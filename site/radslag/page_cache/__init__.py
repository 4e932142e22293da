"""Pages that readers share are kept, and stay true: any change that readers could see makes all of them void.

One number stands for the state of everything that pages show (`number.py`). A kept page is served only under the number it was
made under, and only until the site's next instant (`instants.py`), a minute at most.
"""
