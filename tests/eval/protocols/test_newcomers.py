"""Measurements of prompts that are made of a user: of their profile, or of what they ask of the future."""

from __future__ import annotations

from collections.abc import Callable

from eval.result import Result


def test_users_who_come_new_are_asked_about_by_their_profile_and_few_events(made: Callable[[str], Result]) -> None:
    result = made("cold-start")
    assert [row.system for row in result.rows] == [
        "no_prompt", "ppr_full", "ppr_light", "item_knn", "popular_by_profile", "popularity", "begun_with",
        "random", "largest_id_plus_1",
    ]
    found = result.row("ppr_full").metrics
    assert {"R@5", "N@10", "unmasked_N@10", "zero_N@10", "1_R@10", "10_N@5", "tuned", "user_bytes"} <= set(found)
    assert {(row["first"], row["second"], row["metric"]) for row in result.significance} == {
        ("ppr_light", "no_prompt", "N@10"), ("ppr_light", "no_prompt", "zero_N@10"),
    }  # fmt: skip


def test_updates_stand_beside_what_is_counted_and_what_is_not_updated(made: Callable[[str], Result]) -> None:
    result = made("forgetting")
    rows = {row.system: row.metrics for row in result.rows}
    assert list(rows)[:5] == [
        "update_full", "update_full_counted", "without_facts", "facts_as_vectors", "facts_as_prompt",
    ]
    compared = {(row["metric"], row["first"]) for row in result.significance if row["second"] == "update_full"}
    assert {("forgetting", "update_full_counted"), ("new_N@10", "update_full_counted")} <= compared
    assert {"not_updated", "retuned", "item_knn", "popularity", "popular_then"} <= set(rows)
    assert {"new_N@10", "forgetting", "old_N@10", "valid_new_N@10", "valid_forgetting"} <= set(rows["update_full"])
    # What never changes, and what is counted for good, forget nothing.
    assert rows["not_updated"]["forgetting"].mean == rows["popular_then"]["forgetting"].mean == 0
    assert "undated_forgetting" in rows["update_full_counted"] and "undated_forgetting" not in rows["update_full"]


def test_what_is_given_away_stands_beside_what_it_costs(made: Callable[[str], Result]) -> None:
    result = made("privacy")
    rows = {row.system: row.metrics for row in result.rows}
    assert list(rows) == [
        "unmitigated", "mitigated", "without_noise", "not_read", "random_lists", "no_prompt", "events",
    ]
    assert rows["unmitigated"]["relative_ndcg_loss"].mean == 0
    assert {"age_auc", "membership_auc", "base_membership_auc", "N@10"} <= set(rows["mitigated"])
    # Nothing is kept where there is no soft prompt, and nothing can be told from it.
    assert {row["age_auc"].mean for name, row in rows.items() if name != "events"} == {0.5}


def test_asking_for_a_reward_stands_beside_shuffled_and_no_rewards(made: Callable[[str], Result]) -> None:
    result = made("prl")
    wishes = ("0.5", "1", "1.5", "2", "2.5", "3")
    assert [row.system for row in result.rows][:19] == [
        *("prl_light", *(f"prl_light_wish_{wish}" for wish in wishes), "prl_light_none", "prl_light_shuffled"),
        *("prl", *(f"prl_wish_{wish}" for wish in wishes), "prl_none", "prl_shuffled"), "sasrec",
    ]
    assert {"R@5", "N@10", "unmasked_N@10", "liked_N@10", "loved_N@10", "wish"} <= set(result.row("prl").metrics)
    assert "wish" not in result.row("prl_none").metrics
    # One checkpoint that reads no reward stands in for all: it is asked the same, and there is no difference.
    assert {row["difference"] for row in result.significance if row["second"] != "sasrec"} == {0}


def test_prompts_of_many_users_never_leak_and_a_careless_cache_is_caught(made: Callable[[str], Result]) -> None:
    result = made("personal-prompts")
    kept, careless = (result.row(name).metrics for name in ("kept", "last_used"))
    assert (kept["prompts"].mean, kept["leaks"].mean, kept["erased_found"].mean) == (40, 0, 0)
    assert careless["leaks"].mean > 20
    assert kept["bytes_each"].mean == 2 * 2 * 16 and kept["memory_mb"].mean < 0.2
    assert kept["first_ms"].mean > 0 and kept["file_mb"].mean > 0
