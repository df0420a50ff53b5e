"""The mirror engine: recognise an account that continues a removed one, and say why.

A library in its own right: it imports nothing of Staydown, no Django, and opens no socket.
"""
