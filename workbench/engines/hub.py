"""Uploads a model folder to the Hugging Face Hub."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled

from workbench.domain.errors import ModelError, UsageError
from workbench.engines.base import Host

SAFE = "Nothing was published; what lies on this machine is as it was."
REFUSED = (401, 403)


def push(folder: Path, options: Mapping[str, Any], token: str, host: Host) -> str:
    """Make the repository `options["repo"]` where it is not there, and upload the folder.

    The repository is private unless `options["public"]`. Returns its address. ModelError
    NW-M33 without network, NW-M34 where the token is refused, NW-M35 for other refusals.
    """
    repo, private = str(options["repo"]), not options.get("public", False)
    api = HfApi(token=token, library_name="ner-workbench")
    host.started("cpu", 1)
    try:
        host.log(f"Making the {'private' if private else 'public'} repository {repo}.")
        url = api.create_repo(repo, private=private, repo_type="model", exist_ok=True)
        host.check()
        host.log(f"Uploading {_megabytes(folder):.1f} MB.")
        api.upload_folder(
            repo_id=url.repo_id,
            folder_path=folder,
            repo_type="model",
            commit_message="Upload by NER Workbench",
        )
    except HFValidationError as error:
        raise _bad_name(repo) from error
    except OfflineModeIsEnabled as error:
        raise _no_network("the setting HF_HUB_OFFLINE keeps this program off the net") from error
    except HfHubHTTPError as error:
        raise _refused(repo, error) from error
    except OSError as error:
        # Errors of the net come without a number, those of the disk have one.
        if error.errno is not None:
            raise
        raise _no_network("there is no network, or the hub does not answer") from error
    host.log(f"The model is at {url}.")
    return str(url)


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _no_network(why: str) -> ModelError:
    return ModelError(
        "NW-M33",
        f"The hub could not be reached: {why}.",
        SAFE,
        "Try again when you are connected, or export the model as a folder.",
    )


def _refused(repo: str, error: HfHubHTTPError) -> ModelError:
    status = error.response.status_code if error.response is not None else 0
    if status in REFUSED:
        return ModelError(
            "NW-M34",
            f"The hub did not let this token write to {repo} (status {status}).",
            SAFE,
            "Use a token with the right to write, and a name under your account.",
        )
    said = (error.server_message or "").strip().rstrip(".") or f"status {status}"
    return ModelError(
        "NW-M35",
        f"The hub refused the upload to {repo}: {said}.",
        SAFE,
        "Change what it names, or try again later.",
    )


def _bad_name(repo: str) -> UsageError:
    return UsageError(
        "NW-M39",
        f"{repo!r} is no name of a repository on the hub.",
        SAFE,
        "Use a name such as your-account/your-model.",
    )
