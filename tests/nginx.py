"""The proxy's configuration of docs/serving, made to run for a test: as any user, on free ports, with its own key."""

import shutil
import subprocess
from pathlib import Path

from tests.conftest import required

CONFIGURATION = Path(__file__).parents[1] / "docs" / "serving" / "nginx.conf"
NAME = "class.example"

#: What an nginx needs around a file of conf.d. Debian's own has the same, for the whole machine.
AROUND = """
{user}
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/model-builder.conf;
}}
"""


def nginx_path() -> str:
    """The installed nginx; skips the test where there is none."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None or shutil.which("openssl") is None:
        required("nginx and openssl are not both installed: with Debian's packages nginx-light and openssl they are.")
    assert found is not None
    return found


def written(folder: Path, *, replaced: dict[str, str], as_root: bool) -> Path:
    """The whole configuration in `folder`, with a certificate, and with these texts of ours replaced."""
    _make_certificate(folder)
    text = CONFIGURATION.read_text(encoding="utf-8")
    for before, after in {
        f"/etc/ssl/certs/{NAME}.pem": f"{folder}/cert.pem",
        f"/etc/ssl/private/{NAME}.key": f"{folder}/key.pem",
        **replaced,
    }.items():
        assert before in text, f"docs/serving/nginx.conf has no {before!r}"
        text = text.replace(before, after)
    (folder / "model-builder.conf").write_text(text, encoding="utf-8")
    around = folder / "nginx.conf"
    around.write_text(AROUND.format(folder=folder, user="user root;" if as_root else ""), encoding="utf-8")
    return around


def _make_certificate(folder: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        + ["-subj", f"/CN={NAME}", "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True,
        capture_output=True,
    )
