"""Text that fights back: one reading of names, handles and posts, whatever they are written with.

Everything here is pure and takes bounded time: texts are cut to `LIMIT` characters first.
"""
