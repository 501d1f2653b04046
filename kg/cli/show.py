"""`kg show`: all that the graph holds about one entity."""

from typing import Annotated, Any

import typer

from kg.cli.app import Format, FormatOption, StoreOption
from kg.cli.output import print_rows


def show(
    entity: Annotated[str, typer.Argument(help="A name in any language, or an id.")],
    *,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 - named as the option is
) -> None:
    """Show an entity with its names and facts.

    Example: kg show 微软
    """
    from kg import graph
    from kg.cli.facts_in_words import fact_row
    from kg.model import to_row

    rows: list[dict[str, Any]] = []
    with graph.open(store, create=False) as opened:
        for found in opened.find(entity):
            facts = {fact.id: fact for fact in opened.facts(subject=found.id) + opened.facts(object=found.id)}
            if format is Format.TABLE:
                names = [name for some in found.names.values() for name in some]
                spellings = ", ".join(
                    dict.fromkeys(name for name in (*names, *found.aliases) if name != found.name)
                )
                about = ", ".join(
                    filter(
                        None, (found.type, found.kind, found.country, found.parent and f"of {found.parent}")
                    )
                )
                typer.echo(f"{found.name} ({found.id}): {about}" + (f"\n{spellings}" if spellings else ""))
                print_rows([fact_row(fact) for fact in facts.values()], format=format)
            rows += [to_row(fact) for fact in facts.values()]
    if format is not Format.TABLE:
        print_rows(rows, format=format)
