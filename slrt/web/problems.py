"""From what a service refused to the form on the screen: each problem beside its own field."""

from django.forms import BaseForm

from slrt.domain.problems import Problem, Refused
from slrt.web import language


def show(form: BaseForm, refused: Refused) -> None:
    """Put every problem into `form`, at its field when the form has one of that name, else above the form."""
    for problem in refused.problems:
        form.add_error(problem.field if problem.field in form.fields else None, words(problem))


def words(problem: Problem) -> str:
    """What is wrong, in the language of the page."""
    return problem.message(language.current())
