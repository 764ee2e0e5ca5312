"""What every adapter of a port must do, as test classes that each adapter's tests inherit."""
