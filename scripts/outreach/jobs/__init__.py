"""The use cases: gather through ports, decide in pure code, apply through ports."""
