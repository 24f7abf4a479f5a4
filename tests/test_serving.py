"""The proxy's configuration is one that nginx takes, and agrees with the app and with what docs/serving.md says."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import nginx

ROOT = Path(__file__).parents[1]
CONFIGURATION = nginx.CONFIGURATION.read_text(encoding="utf-8")
DOCUMENT = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no nginx of a package")
def test_nginx_takes_the_configuration(tmp_path):
    program = nginx.nginx_path()
    whole = nginx.written(tmp_path, replaced={}, as_root=os.geteuid() == 0)
    answer = subprocess.run([program, "-t", "-p", tmp_path, "-c", whole], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr


def test_the_limit_of_a_picture_is_a_little_over_the_apps_own():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    upload = re.search(r"location /_stcore/upload_file/ \{\s+client_max_body_size (\d+)m;", CONFIGURATION)
    assert int(upload[1]) == settings["server"]["maxUploadSize"] + 1
    assert f"{upload[1]} MB (`client_max_body_size`)" in DOCUMENT


def test_the_proxy_speaks_to_where_the_app_listens_by_default():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert set(re.findall(r"proxy_pass http://([\d.]+):(\d+);", CONFIGURATION)) == {
        (settings["server"]["address"], "8501")
    }


def test_the_addresses_in_the_configuration_are_those_that_streamlit_answers():
    from streamlit.web.server.starlette import starlette_routes, starlette_websocket

    assert f"location = /{starlette_websocket._ROUTE_WEBSOCKET_STREAM} " in CONFIGURATION.replace("{", " ")
    assert f"location /{starlette_routes.BASE_ROUTE_UPLOAD_FILE}/ " in CONFIGURATION
    assert f"location = /{starlette_routes.ROUTE_METRICS} " in CONFIGURATION


def test_every_option_of_streamlit_that_the_document_names_exists():
    from streamlit import config

    named = set(re.findall(r"\b((?:server|browser)\.[a-zA-Z]+)", DOCUMENT))
    assert len(named) > 5 and {option for option in named if option not in config.get_config_options()} == set()


def test_the_document_states_the_limits_of_the_configuration():
    for limit, words in (
        ("client_max_body_size 64k;", "64 kB"),
        ("rate=30r/m;", "one every two seconds"),
        ("zone=builder_uploads burst=10 nodelay;", "10 at once"),
        ("rate=100r/s;", "100 a second"),
        ("zone=builder_requests burst=3000 nodelay;", "3,000 at once"),
        ("limit_conn builder_tabs 100;", "open tabs of one address | 100"),
        ("client_body_timeout 15s;", "15 seconds"),
    ):
        assert limit in CONFIGURATION and words in DOCUMENT
