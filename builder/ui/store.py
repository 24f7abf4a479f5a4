"""The settings and the database of this server process, opened once and shared by all sessions."""

import os

import sqlalchemy
import streamlit as st

from builder.runs.database import open_database
from builder.settings import Settings, load_settings


def settings() -> Settings:
    """Where this app keeps things; raises SettingsError with one sentence."""
    names = ("BUILDER_HOME", "BUILDER_CIFAR10", "BUILDER_DATABASE_URL")
    return _settings(tuple((name, os.environ.get(name)) for name in names))


def database() -> sqlalchemy.Engine:
    """The migrated store of runs; raises SettingsError or StoreError with one sentence."""
    return _database(settings())


@st.cache_resource(show_spinner=False)
def _settings(environment: tuple[tuple[str, str | None], ...]) -> Settings:
    return load_settings()


@st.cache_resource(show_spinner=False, hash_funcs={Settings: lambda settings: settings.model_dump_json()})
def _database(settings: Settings) -> sqlalchemy.Engine:
    return open_database(settings)
