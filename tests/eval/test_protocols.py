"""What every protocol found in the folder promises, on the synthetic world with a scripted or a tiny model."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.features import sentences
from data.store import Store, write_store
from data.synthetic import make_world
from eval import run as running
from eval.options import Options
from eval.report import report
from eval.result import Result, read_result
from eval.witness import COUNTS
from tests.eval.copying import Copying
from tests.eval.untuned import keep_vectors, tiny_checkpoint

FOUND = running.known()
OF_THE_DEMO = {"loose-names", "explain-checker"}
NEEDS_A_LOCAL_MODEL = {"dialogue-lm", "probes"}
TRAINS = {
    "sequential-beauty", "sequential-sports", "codes-beauty", "direct-beauty", "candidates20-ml1m", "rating-ml1m",
    "p5-instruments", "redial", "inspired", "goals", "explain-reviews",
}


@pytest.fixture(autouse=True)
def _without_text_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without the demo extra: words alone, which is faster to test."""
    monkeypatch.setattr("prompts.text_encoder.PACKAGE", "a-package-that-is-not-installed")


@pytest.fixture(autouse=True)
def _marks_of_this_world(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first sentence of some reviews, marked with what the world praises in it."""
    rows = []
    for event in list(store.interactions)[:60]:
        said = next(sentences(event.review.text)) if event.review else ""
        marks = [["story", ["wonderful"], 1]] if said == "The story is wonderful." else []
        check = blake2b(said.encode(), digest_size=4).hexdigest()
        row = {"user": event.user, "item": event.item, "sentence": 0, "check": check, "part": "test"}
        rows.append(json.dumps(row | {"opinions": marks}))
    file = tmp_path / "marks.jsonl"
    file.write_text("\n".join(rows))
    monkeypatch.setattr("eval.opinion_labels.LABELS", file)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    world = make_world(0)
    store = write_store(
        tmp_path_factory.mktemp("worlds") / "synthetic", world.catalogue, world.interactions, world.dialogues,
        name="Synthetic World", source="synthetic", item_noun="film",
    )
    keep_vectors(store)
    return store


@pytest.fixture(scope="module")
def checkpoint(store: Store, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An untrained LM of a few thousand weights over the store."""
    return tiny_checkpoint(store, tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def planner(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Options:
    """The same model as a pipeline, and the store with goals and topics: what to tell a measurement of them."""
    from prompts.hearing.pipeline import PipelineHearing

    folder = tmp_path_factory.mktemp("planned")
    dialogues = [
        replace(dialogue, turns=tuple(replace(turn, goal=turn.speaker, topic="films") for turn in dialogue.turns))
        for dialogue in store.dialogues
    ]
    labelled = write_store(
        folder / "synthetic", store.catalogue, dialogues=dialogues, name=store.name, source="synthetic"
    )
    tasks = ("goal", "topic", "item", "response")
    model = tiny_checkpoint(labelled, folder / "planner", tasks, hearing=PipelineHearing())
    return Options(labelled.path, runs=folder / "runs", tuning=Copying(model))


@pytest.fixture(scope="module")
def candidates(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """40 items for each of 30 users, as LLMRank's files give them."""
    rng = np.random.default_rng(0)
    lines = [f"u{user}\t{' '.join(rng.permutation(store.catalogue.ids)[:40])}\n" for user in range(30)]
    file = tmp_path_factory.mktemp("candidates") / "random.gz"
    file.write_bytes(gzip.compress("".join(lines).encode()))
    return file


@pytest.fixture(scope="module")
def trains(
    checkpoint: str, candidates: Path, store: Store, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Options]:
    """Options of a measurement that trains."""
    runs = tmp_path_factory.mktemp("runs")

    def make(name: str) -> Options:
        others = (store.path, store.path)
        more: dict[str, Any] = {"candidates": candidates, "zero_shot_stores": others} if "20" in name else {}
        if name == "redial":
            more = {"zero_shot_stores": others, "model": checkpoint}
        if name == "codes-beauty":
            more = {"recipes": ("vector_lm",)}
        users = 12 if name == "p5-instruments" else 40
        return Options(store.path, users=users, runs=runs / name, tuning=Copying(checkpoint), **more)

    return make


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    return {}


@pytest.fixture
def made(
    store: Store, request: pytest.FixtureRequest, results: dict[str, Result], tmp_path: Path
) -> Callable[[str], Result]:
    def make(name: str) -> Result:
        if name not in results:
            model = request.getfixturevalue("checkpoint") if name in NEEDS_A_LOCAL_MODEL else "scripted"
            users = 5 if name == "simulator" else 40
            led = store.path if name == "chat-replies" else None
            options = Options(store=store.path, model=model, users=users, turns=30, repeats=1, dialogues=led)
            if name in TRAINS:
                options = request.getfixturevalue("planner") if name == "goals" else (
                    request.getfixturevalue("trains")(name)
                )
            result, file = running.run(name, options, out=tmp_path / f"{name}.json")
            assert read_result(file).rows == tuple(
                type(row)(row.system, row.kind, row.metrics, round(row.seconds, 3), round(row.peak_mb, 1))
                for row in result.rows
            )
            results[name] = result
        return results[name]

    return make


@pytest.mark.parametrize("name", [name for name in FOUND if name not in OF_THE_DEMO])
def test_a_result_names_its_command_data_and_rivals(name: str, made: Callable[[str], Result], store: Store) -> None:
    result = made(name)
    assert result.name.startswith(name)
    assert result.command.startswith(f"promptrec eval {name} --store synthetic")
    assert str(store.path.parent) not in result.command
    assert {file.name for file in result.data} >= {"Synthetic World/items.jsonl"}
    kinds = {row.kind for row in result.rows}
    assert "system" in kinds and kinds & {"baseline", "canary"}
    assert all(row.metrics and row.seconds >= 0 and row.peak_mb > 0 for row in result.rows)
    assert all(math.isfinite(value.mean) for row in result.rows for value in row.metrics.values())
    assert f"## {result.name}" in report([result])


def test_protocols_have_a_line_of_help() -> None:
    assert len(FOUND) >= 4
    assert all(20 < len(one.help) < 120 and "\n" not in one.help for one in FOUND.values())


def test_an_unknown_protocol_is_refused_with_those_there_are() -> None:
    with pytest.raises(running.UnknownProtocolError, match="chat-safety, codes-beauty, dialogue-lm"):
        running.run("chat-safty")


def test_the_agent_is_safe_and_the_saboteur_is_caught(made: Callable[[str], Result]) -> None:
    result = made("chat-safety")
    agent = {name: value.mean for name, value in result.row("agent").metrics.items()}
    assert agent["turns"] == 30 and agent["items"] > 30 and agent["claims"] > 30
    assert {name: agent[name] for name in ("ghost_items", "seen_or_filtered", "duplicates", "tracebacks")} == {
        "ghost_items": 0, "seen_or_filtered": 0, "duplicates": 0, "tracebacks": 0,
    }
    canary = result.row("saboteur").metrics
    faults = sum(canary[name].mean for name in COUNTS if name != "refused")
    assert faults >= canary["planted"].mean > 0


def test_talking_finds_more_hidden_items_than_asking_once(made: Callable[[str], Result]) -> None:
    result = made("simulator")
    agent, once = result.row("agent").metrics, result.row("one_shot").metrics
    assert agent["success@5"].mean > once["success@5"].mean
    assert agent["success@1"].mean <= agent["success@5"].mean and 1 <= agent["turns"].mean <= 5
    assert (agent["violated"].mean, agent["unknown"].mean, agent["failed"].mean) == (0, 0, 0)
    assert {row.system for row in result.rows if row.kind == "canary"} == {"popular", "random"}


def test_leave_one_out_is_named_after_its_store_and_has_every_canary(made: Callable[[str], Result]) -> None:
    result = made("leave-one-out")
    assert result.name == "leave-one-out-synthetic-world"
    assert {row.system for row in result.rows if row.kind == "canary"} == {"popularity", "random", "largest_id_plus_1"}


def test_a_model_that_ranks_has_a_row_of_its_own(store: Store, checkpoint: str) -> None:
    result = FOUND["leave-one-out"].run(Options(store=store.path, model=checkpoint, users=20))
    assert {"R@5", "N@5", "R@10", "N@10", "unmasked_R@10"} <= set(result.row("vector").metrics)
    assert {row["second"] for row in result.significance} == {row.system for row in result.rows} - {"vector"}


def test_a_trained_recipe_stands_beside_its_rivals_and_makes_no_faulty_list(made: Callable[[str], Result]) -> None:
    result = made("sequential-beauty")
    assert [row.system for row in result.rows if row.kind == "system"] == ["vector_lm", "sasrec"]
    assert {row.system for row in result.rows if row.kind != "system"} == {
        "item_knn", "bm25", "popularity", "random", "largest_id_plus_1", "repeat_history",
    }
    found = result.row("vector_lm").metrics
    assert {"R@5", "N@5", "R@10", "N@10", "MRR@10", "unmasked_R@5", "shuffled_N@10", "coverage@10"} <= set(found)
    assert [found[name].mean for name in ("invalid", "duplicate", "seen", "off_filter")] == [0, 0, 0, 0]
    assert result.row("repeat_history").metrics["unmasked_R@5"].mean == 0
    assert {row["second"] for row in result.significance} == {row.system for row in result.rows} - {"vector_lm"}


def test_a_hundred_candidates_are_the_same_for_every_system(made: Callable[[str], Result]) -> None:
    result = made("direct-beauty")
    assert set(result.row("vector_lm").metrics) == {"HR@1", "HR@5", "HR@10", "N@5", "N@10"}
    assert result.row("random").metrics["HR@10"].mean == pytest.approx(10 / 53, abs=0.15)


def test_twenty_candidates_are_ranked_by_models_that_saw_the_store_and_one_that_did_not(
    made: Callable[[str], Result], candidates: Path
) -> None:
    result = made("candidates20-ml1m")
    assert [row.system for row in result.rows] == [
        "vector_lm", "sasrec", "zero_shot", "item_knn", "popularity", "random", "item_knn_elsewhere",
        "popularity_elsewhere",
    ]
    assert set(result.row("zero_shot").metrics) == {"N@1", "N@5", "N@10", "N@20"}
    assert result.row("random").metrics["N@20"].mean == pytest.approx(0.33, abs=0.12)
    assert candidates.name in {file.name for file in result.data}


def test_every_rating_counts_readable_or_not(made: Callable[[str], Result]) -> None:
    result = made("rating-ml1m")
    assert set(result.row("vector_lm").metrics) == {"RMSE", "MAE", "unreadable", "expected_RMSE", "expected_MAE"}
    untrained, mean = result.row("vector_lm").metrics, result.row("global_mean").metrics
    assert untrained["unreadable"].mean == 1.0 and untrained["RMSE"].mean == pytest.approx(mean["RMSE"].mean)
    assert {"matrix_factorisation", "item_mean", "user_mean"} <= {row.system for row in result.rows}


def test_who_explains_is_judged_beside_what_was_copied(made: Callable[[str], Result]) -> None:
    result = made("explain-reviews")
    assert [(row.system, row.kind) for row in result.rows] == [
        ("planned", "system"), ("reviews_lm", "baseline"), ("pepler", "system"), ("pepler_once", "system"),
        ("p5_explain", "system"), ("nearest_sentence", "canary"), ("drawn_sentence", "canary"),
        ("frequent_sentence", "canary"),
    ]
    wanted = {"BLEU-1", "BLEU-4", "ROUGE-1", "ROUGE-2", "ROUGE-L", "USR", "FMR", "FCR", "DIV", "Distinct-1", "empty"}
    assert all(wanted <= set(row.metrics) for row in result.rows)
    models = [row for row in result.rows if row.kind != "canary" and row.system != "planned"]
    assert all(row.metrics["perplexity"].mean > 1 for row in models)
    planned, same = (result.row(name).metrics for name in ("planned", "frequent_sentence"))
    assert planned["USR"].mean > same["USR"].mean and planned["claim_precision"].mean == 1
    # One checkpoint stands in for both: it is asked the same, and there is no difference.
    [stages] = [line for line in result.significance if line["metric"] == "nats"]
    assert (stages["first"], stages["second"], stages["difference"]) == ("pepler", "pepler_once", 0)


def test_the_families_of_p5_are_asked_together_alone_and_in_unseen_wordings(made: Callable[[str], Result]) -> None:
    result = made("p5-instruments")
    families = ("rating", "next_item", "why", "review", "direct")
    assert [row.system for row in result.rows if row.kind == "system"] == [
        "p5", "p5_unseen", *(f"p5_{family}" for family in families),
    ]
    together, unseen = result.row("p5").metrics, result.row("p5_unseen").metrics
    for family in families:
        alone = result.row(f"p5_{family}").metrics
        assert alone and all(name.startswith(family) for name in alone)
        # One checkpoint stands in for all of them: asked the same, it answers the same.
        assert {name: together[name].mean for name in alone} == {name: one.mean for name, one in alone.items()}
    assert unseen["change_review_expected_RMSE"].mean == pytest.approx(
        unseen["review_expected_RMSE"].mean / together["review_expected_RMSE"].mean - 1
    )
    assert {name for name in unseen if not name.startswith("change_")} < set(together)
    assert set(result.row("item_sentence").metrics) == {name for name in together if name.startswith("why")}
    assert 0 < result.row("item_sentence").metrics["why_feature_BLEU-1"].mean <= 1
    for rival, names in (("word_ridge", ("RMSE", "MAE")), ("first_words", ("BLEU-2", "ROUGE-1", "ROUGE-L"))):
        assert {f"review_{name}" for name in names} <= set(result.row(rival).metrics) & set(together)
    assert result.row("matrix_factorisation").metrics["rating_RMSE"].mean > 0
    assert result.row("random").metrics["direct_HR@10"].mean == pytest.approx(10 / 30, abs=0.25)


def test_a_dialogue_model_has_perplexity_and_recall(made: Callable[[str], Result]) -> None:
    result = made("dialogue-lm")
    assert result.row("language").metrics["perplexity"].mean > 1
    assert {"all_R@1", "new_R@10", "new_R@50"} <= set(result.row("dialogue_prompt").metrics)
    assert result.row("co_mention").metrics["new_R@50"].mean > 0.5


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("leave-one-out", "--store with interactions"), ("dialogue-lm", "--model"),
        ("candidates20-ml1m", "--candidates"),
        ("sequential-beauty", "--store with interactions"), ("direct-beauty", "--store with interactions"),
        ("sileo", "--store with ratings"), ("probes", "--store with interactions"),
        ("rating-ml1m", "--store with ratings"), ("p5-instruments", "--store with ratings and reviews"),
        ("loose-names", "--encoder"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_the_way_out(name: str, way_out: str, tmp_path: Path) -> None:
    bare = write_store(tmp_path / "bare", make_world(0).catalogue, name="bare", source="made up")
    with pytest.raises(ValueError, match=way_out):
        FOUND[name].run(Options(store=bare.path, model="scripted"))


def test_goals_are_planned_beside_guesses_that_know_the_turns_before(made: Callable[[str], Result]) -> None:
    result = made("goals")
    assert [row.system for row in result.rows] == ["unimind_s", "most_frequent", "repeat", "bigram"]
    figures = {f"{kind}_{name}" for kind in ("goal", "topic") for name in ("P", "R", "F1", "accuracy")}
    assert all(set(row.metrics) == figures for row in result.rows)
    # The agent's goal is always the agent's, and follows the user's.
    assert result.row("bigram").metrics["goal_F1"].mean == 1 and result.row("repeat").metrics["topic_F1"].mean == 1
    assert result.row("unimind_s").metrics["goal_accuracy"].mean < 0.5


def test_goals_are_measured_where_there_are_any(trains: Callable[[str], Options]) -> None:
    with pytest.raises(ValueError, match="no agent's turn of Synthetic World's test dialogues has a goal or a topic"):
        FOUND["goals"].run(trains("goals"))


def test_the_chat_answers_recorded_talk_without_a_fault_and_faults_are_found(made: Callable[[str], Result]) -> None:
    result = made("chat-replies")
    agent, saboteur = (result.row(name).metrics for name in ("agent", "saboteur"))
    assert agent["faults"].mean == agent["all_faults"].mean == 0 and agent["claims"].mean > 0
    assert saboteur["all_faults"].mean > 0
    assert 0 < agent["replies"].mean <= agent["all_replies"].mean and 0 < agent["distinct_replies"].mean <= 1
