"""The demo's telephone company: a SIPp at 127.0.0.2 that answers the calls we place."""
