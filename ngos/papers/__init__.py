"""Files that organisations post: what they are by content, made harmless, in plain Python.

``checking.check`` does the work in a process of its own, because a file can be made to eat memory and time.
"""
