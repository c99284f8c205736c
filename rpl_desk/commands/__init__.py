"""The commands, by subject: each module adds its own to the command line.

They call the same services as the window, for administrators, scripts and machines without a display.
"""
