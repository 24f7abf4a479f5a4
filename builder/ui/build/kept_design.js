// Keeps the link of the design that is open, so that it opens again when the tab was closed. Streamlit reads cookies but
// cannot set them.

export default function ({ data }) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  try {
    document.cookie = `${data.name}=${data.link}; Max-Age=${data.seconds}; Path=/; SameSite=Lax${secure}`;
  } catch {
    // Cookies are off: the next visit begins with project 0.
  }
}
