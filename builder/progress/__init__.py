"""What happens while a run trains, as plain values: epochs, progress, why training ends. Knows no database."""
