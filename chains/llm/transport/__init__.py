"""Calls of a chat model: one request and its reply, and a wrapper for each further concern.

`pipeline` states the order of the wrappers; none of them knows another.
"""
