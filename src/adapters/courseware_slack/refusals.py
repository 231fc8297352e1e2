"""What Slack's refusals of a token mean for whoever set it."""

from slack_sdk.errors import SlackApiError

from courseware_core.errors import CoursewareError
from courseware_slack.settings import APPS


class Refused(CoursewareError):
    """Slack refuses what was set, and will for as long as it stays so."""

    code = "slack_refused"


def error_code(error: SlackApiError) -> str:
    """Slack's word for what was wrong; the number of the HTTP status where something else answered."""
    said = error.response.data
    return str((isinstance(said, dict) and said.get("error")) or error.response.status_code)


def passes(error: SlackApiError) -> bool:
    """Whether what was refused may be taken later, as it is."""
    return error.response.status_code >= 500 or error_code(error) in _PASSING


def of_bot_token(error: SlackApiError, name: str = "SLACK_BOT_TOKEN") -> Refused:
    """Why the token of a workspace does not work; `name` is what the token is called."""
    match error_code(error):
        case "account_inactive":
            why = (
                "the app was removed from the workspace. Install it again on the page Install App of "
                f"{APPS}, and set the token that it gets then."
            )
        case "token_revoked" | "token_expired" as code:
            why = (
                f"it was {'revoked' if code == 'token_revoked' else 'made for a time that is over'}. Install "
                f"the app again on the page Install App of {APPS}, and set the token that it gets then."
            )
        case "invalid_auth" | "not_authed":
            why = f"Slack does not know it. Copy it again from the page OAuth & Permissions of {APPS}."
        case "not_allowed_token_type":
            why = (
                "it is a token of another kind. Copy the Bot User OAuth Token from the page OAuth & "
                f"Permissions of {APPS}."
            )
        case code:
            why = f"Slack refuses it with the word {code}."
    return Refused(f"{name} does not work: {why}")


def of_app_token(error: SlackApiError) -> Refused:
    """Why Socket Mode cannot be used with the app-level token."""
    match error_code(error):
        case "missing_scope" | "no_permission":
            why = (
                "it lacks the scope connections:write. Generate another with it on the page Basic "
                f"Information of {APPS}."
            )
        case "not_allowed_token_type":
            why = (
                "it is a token of another kind. Generate an app-level token with the scope "
                f"connections:write on the page Basic Information of {APPS}."
            )
        case "invalid_auth" | "not_authed" | "token_revoked" | "account_inactive":
            why = (
                "Slack does not know it. It may have been revoked: generate another with the scope "
                f"connections:write on the page Basic Information of {APPS}."
            )
        case code:
            why = f"Slack refuses it with the word {code}. Is Socket Mode on, on its page of {APPS}?"
    return Refused(f"SLACK_APP_TOKEN does not work: {why}")


_PASSING = frozenset(
    (
        "fatal_error",
        "internal_error",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    )
)
"""Words that Slack uses for what passes: https://docs.slack.dev/reference/methods/auth.test"""
