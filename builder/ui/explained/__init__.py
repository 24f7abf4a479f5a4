"""Pictures that explain a term or a field, and the links into the glossary."""
