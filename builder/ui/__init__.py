"""What the browser shows. The only place that imports streamlit."""
