"""What a student designs: pure values and arithmetic. Imports only the standard library and pydantic."""
