"""What keeps the app from being served is one line on stderr, with status 2."""

import socket

import pytest

from builder.cli.main import main


@pytest.fixture
def refused(capsys):
    """The sentence with which a command is refused."""

    def run(*arguments: str) -> str:
        assert main(list(arguments)) == 2
        told = capsys.readouterr()
        assert told.out == "" and told.err.count("\n") == 1
        return told.err

    return run


def test_a_port_that_another_program_has_is_told_with_the_way_out(refused):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        told = refused("app", "--port", str(port))
    assert told == f"Port {port} is taken by another program; choose another one with --port.\n"


@pytest.mark.parametrize("address", ["256.1.1.1", "no such place", "192.0.2.1", "fe80::zz"])
def test_an_address_that_is_not_this_machines_is_told_with_what_was_expected(refused, address):
    assert refused("app", "--address", address).startswith(f"--address is '{address}'; expected an address of this ")


@pytest.mark.parametrize("value", ["abc", "-5", "0", "nan", "inf", "1_0", "１０", "١٠", "1e1", "."])
def test_a_number_in_the_environment_that_cannot_be_used_is_told(refused, monkeypatch, value):
    monkeypatch.setenv("BUILDER_PARALLEL_RUNS", value)
    assert refused("runs") == f"BUILDER_PARALLEL_RUNS is '{value}'; expected a number of at least 1.\n"


def test_a_share_of_false_alarms_above_half_is_refused(refused, monkeypatch):
    monkeypatch.setenv("BUILDER_FALSE_ALARM_PERCENT", "50.5")
    assert refused("runs") == "BUILDER_FALSE_ALARM_PERCENT is '50.5'; expected a number of 0 to 50.\n"
