"""The forms that provinces prescribe for a disclosure, by the name a file gives as its layout."""

from mingcha_datasets.forms.fitting import check
from mingcha_datasets.forms.form import Form
from mingcha_datasets.forms.shaanxi import SHAANXI
from mingcha_datasets.forms.shandong import SHANDONG
from mingcha_datasets.forms.shanxi import SHANXI

FORMS: dict[str, Form] = {form.name: form for form in (SHAANXI, SHANDONG, SHANXI)}

__all__ = ["FORMS", "Form", "check"]
