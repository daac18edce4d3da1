"""Recognition in a process of its own, which the agents of this machine share.

Engines keep an interpreter and a core busy; the audio of a line must never wait for either. So the
agents send what people say over a local socket, and get words back.
"""
