"""What Streamlit makes of text, by its own patterns."""

#: What the readers of Streamlit's Markdown look for in text whose backslashes are gone: in the order of mdast's
#: autolinks, remark-emoji, and Streamlit's own icons and typographical symbols (StreamlitMarkdown in its static files).
MADE_OF_TEXT = [
    r"(https?://|www(?=\.))([-.\w]+)([^ \t\r\n]*)",
    r"(?<![^\s\W_])([-.\w+]+)@([-\w]+(?:\.[-\w]+)+)",
    r":\+1:|:-1:|:[\w-]+:",
    r":material[_/](\w+):",
    r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)",
]
