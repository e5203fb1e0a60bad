"""What the claims room hears from the rooms above."""
