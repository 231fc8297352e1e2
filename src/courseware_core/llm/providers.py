"""Who a model string of litellm means, and what a person has to set for it. Owns the names of providers."""

import os
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from courseware_core.chat import ModelError

FORM: Final = (
    "Write it as provider/model, such as openai/gpt-4o-mini or mistral/mistral-small-latest; for a server of "
    "your own write openai/ and the model's name, and give its base URL."
)


@dataclass(frozen=True, slots=True)
class _Provider:
    name: str
    key: str = ""


_PROVIDERS: Final = {
    "ai21": _Provider("AI21", "AI21_API_KEY"),
    "anthropic": _Provider("Anthropic", "ANTHROPIC_API_KEY"),
    "azure": _Provider("Microsoft Azure", "AZURE_API_KEY"),
    "azure_ai": _Provider("Microsoft Azure", "AZURE_AI_API_KEY"),
    "bedrock": _Provider("Amazon Bedrock"),
    "cerebras": _Provider("Cerebras", "CEREBRAS_API_KEY"),
    "cohere": _Provider("Cohere", "COHERE_API_KEY"),
    "cohere_chat": _Provider("Cohere", "COHERE_API_KEY"),
    "databricks": _Provider("Databricks", "DATABRICKS_API_KEY"),
    "deepinfra": _Provider("Deep Infra", "DEEPINFRA_API_KEY"),
    "deepseek": _Provider("DeepSeek", "DEEPSEEK_API_KEY"),
    "fireworks_ai": _Provider("Fireworks AI", "FIREWORKS_AI_API_KEY"),
    "gemini": _Provider("Google", "GEMINI_API_KEY"),
    "github": _Provider("GitHub Models", "GITHUB_API_KEY"),
    "groq": _Provider("Groq", "GROQ_API_KEY"),
    "huggingface": _Provider("Hugging Face", "HF_TOKEN"),
    "mistral": _Provider("Mistral AI", "MISTRAL_API_KEY"),
    "nvidia_nim": _Provider("NVIDIA", "NVIDIA_NIM_API_KEY"),
    "openai": _Provider("OpenAI", "OPENAI_API_KEY"),
    "openrouter": _Provider("OpenRouter", "OPENROUTER_API_KEY"),
    "perplexity": _Provider("Perplexity", "PERPLEXITYAI_API_KEY"),
    "replicate": _Provider("Replicate", "REPLICATE_API_KEY"),
    "sagemaker": _Provider("Amazon SageMaker"),
    "sambanova": _Provider("SambaNova", "SAMBANOVA_API_KEY"),
    "together_ai": _Provider("Together AI", "TOGETHERAI_API_KEY"),
    "vertex_ai": _Provider("Google"),
    "watsonx": _Provider("IBM watsonx", "WATSONX_API_KEY"),
    "xai": _Provider("xAI", "XAI_API_KEY"),
}
_OWN_SERVERS: Final = {
    "custom_openai": "",
    "hosted_vllm": "",
    "llamafile": "http://127.0.0.1:8080",
    "lm_studio": "",
    "ollama": "http://localhost:11434",
    "ollama_chat": "http://localhost:11434",
    "openai_like": "",
}
"""Programs that people run themselves, with the address where litellm looks for them. Without one it would
send the messages to OpenAI, or nowhere."""


_SECRET: Final = re.compile(r"//[^/@]*@")


def check(name: str, base: str) -> None:
    """Refuses a model string or a base URL that cannot be one.

    Raises: ModelError.
    """
    if not name or not name.isprintable() or " " in name or not all(name.split("/")):
        raise ModelError(f"{name!r} does not name a model. {FORM}", "no_model", attempts=0)
    if base:
        _check_base(base)
    elif prefix(name) in _OWN_SERVERS and not _address(name, base):
        raise ModelError(
            f"The model {name} is on a server of your own: give its base URL, such as http://127.0.0.1:8000/v1.",
            "no_model",
            attempts=0,
        )


def prefix(name: str) -> str:
    """The part of a model string that names the provider; empty when there is none."""
    return name.partition("/")[0].lower() if "/" in name else ""


def words(name: str, base: str, provider: str = "") -> str:
    """Who gets the messages, for a learner to read in any language: a name, or the address of a server.

    `provider` is litellm's name of it, for a model string that does not begin with one.
    """
    provider = provider or prefix(name)
    address = _address(f"{provider}/", base)
    if address:
        parts = urlsplit(address)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{host}:{parts.port}" if parts.port else str(host)
    known = _PROVIDERS.get(provider)
    return known.name if known else provider


def key_variable(provider: str) -> str:
    """The environment variable that holds the key for `provider`; empty when there is not just one."""
    known = _PROVIDERS.get(provider)
    return known.key if known else ""


def is_no_key(variable: str) -> bool:
    """Whether the variable is set to something that cannot be sent as a key."""
    key = os.environ.get(variable) if variable else None
    return key is not None and (not key or not key.isascii() or not key.isprintable() or " " in key)


def _address(name: str, base: str) -> str:
    """The base URL that litellm will use, unless it is the provider's own."""
    provider = prefix(name)
    variables = (f"{provider.upper()}_BASE_URL", f"{provider.upper()}_API_BASE")
    set_by_variable = next((os.environ[each] for each in variables if os.environ.get(each)), "")
    return base or set_by_variable or _OWN_SERVERS.get(provider, "")


def _check_base(base: str) -> None:
    try:
        parts = urlsplit(base)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        usable = usable and parts.username is None
    except ValueError:
        usable = False
    if not usable or not base.isprintable() or " " in base:
        raise ModelError(
            f"{_SECRET.sub('//', base)!r} is no base URL. Write http:// or https:// and a host, without a "
            "user or a password, such as http://127.0.0.1:8000/v1.",
            "no_model",
            attempts=0,
        )
