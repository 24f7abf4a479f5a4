// Keeps the visitor's random identity in a cookie. Streamlit reads cookies but cannot set them.

const RECHECK_MS = 400;

function kept(name, pattern) {
  for (const pair of document.cookie.split("; ")) {
    const [key, value] = pair.split("=");
    if (key === name && value && pattern.test(value)) return value;
  }
  return null;
}

function keep(name, secret, seconds) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${secret}; Max-Age=${seconds}; Path=/; SameSite=Lax${secure}`;
}

export default function ({ data, setStateValue }) {
  const pattern = new RegExp(data.pattern);

  // Another tab may have been first: its identity then holds here too.
  const agree = () => {
    const found = kept(data.name, pattern);
    if (found && found !== data.secret) setStateValue("kept", found);
    return found;
  };

  try {
    const found = agree();
    if (found && found !== data.secret) return;
    keep(data.name, data.secret, data.seconds); // also renews the year of one that was there
    const timer = setTimeout(agree, RECHECK_MS); // two tabs that opened at once: the last to write wins
    return () => clearTimeout(timer);
  } catch {
    // Cookies are off: the identity lasts as long as this session.
  }
}
