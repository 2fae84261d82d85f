"""What `./estateline` does: bootstrap, sandbox, processes. Starts the rooms, holds no rule of the trade."""
