"""Settings of JupyterLab for this project; `make lab` reads them."""

import warnings
from pathlib import Path


def strip(model, **_):
    """Take the outputs out of a notebook that is being saved, as notebooks are committed."""
    if model["type"] != "notebook":
        return
    notebook = model["content"]
    for cell in notebook["cells"]:
        for passing in ("collapsed", "execution", "scrolled", "trusted"):
            cell["metadata"].pop(passing, None)
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    notebook["metadata"]["language_info"] = {"name": "python"}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook["metadata"]["kernelspec"] = kernel


warnings.filterwarnings("ignore", "Overriding existing pre_save_hook")  # the server sets it twice

c = get_config()  # noqa: F821
c.ServerApp.root_dir = str(Path(__file__).parents[1])
c.LabApp.default_url = "/lab/tree/notebooks"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
c.FileContentsManager.pre_save_hook = strip
# Patients' data go to the kernels through sockets of the user's own, not ports of the machine.
c.KernelManager.transport = "ipc"
