"""By what letters leave: each module but `shape` opens its channels from the settings."""
