"""Long work with progress: imports, wizards, backups."""
