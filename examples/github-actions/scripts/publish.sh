#!/usr/bin/env bash
# Publishes what a run changed in issues/: a commit on top of the branch, tried again when somebody else was quicker.
#
#   publish.sh claim    before the mails; exits 6, and nobody may be mailed, when someone else changed the same issue.
#                       Is no push taken, it exits 1, writes unpublished=ISSUE to $GITHUB_OUTPUT, or to newsletter.out,
#                       and keeps what the run decided in state/unpublished: state.sh puts it back in the next run
#   publish.sh result   after the mails: the issue that we claimed is published as we know it, file by file
#   publish.sh alive    a commit without content when the last one is 45 days old: see docs/automation.md
#
# Read from the environment: PUBLISH_BRANCH (by default the one checked out), PUBLISH_TOKEN and PUBLISH_USER (for a
# push over https), PUBLISH_PAUSE (seconds before the second try).
set -euo pipefail

branch=${PUBLISH_BRANCH:-$(git rev-parse --abbrev-ref HEAD)}
pause=${PUBLISH_PAUSE:-3}

export GIT_AUTHOR_NAME=newsletter GIT_AUTHOR_EMAIL=newsletter@users.noreply.github.com
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL GIT_TERMINAL_PROMPT=0
if [[ -n ${PUBLISH_TOKEN:-} ]]; then
  # In the environment of git alone: not in a file, and not in the list of processes.
  basic=$(printf '%s:%s' "${PUBLISH_USER:-x-access-token}" "$PUBLISH_TOKEN" | base64 | tr -d '\n')
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader GIT_CONFIG_VALUE_0="Authorization: Basic $basic"
fi

mine=() # the issues that this commit changes
base=$(git rev-parse HEAD)
kept=state/unpublished

# Lay HEAD on top of what was fetched. With "ours", our issues stay as they are with us, to the last byte: merged by
# line, the record of what was mailed would have lines that were not.
move() {
  local known
  known=$(git rev-parse HEAD)
  # In a rebase, "theirs" is the commit put on top.
  if ! git rebase --quiet --autostash -X theirs FETCH_HEAD; then
    git rebase --abort
    return 1
  fi
  if [[ $1 == theirs ]] || ((${#mine[@]} == 0)) || git diff --quiet "$known" HEAD -- "${mine[@]}"; then return; fi
  git restore --source "$known" --staged --worktree -- "${mine[@]}" || return 1
  if [[ $(git rev-parse HEAD) == $(git rev-parse FETCH_HEAD) ]]; then # they had made the same change, and more
    git commit --quiet --reuse-message "$known"
  else
    git commit --quiet --amend --no-edit
  fi
}

# Push HEAD; $1 says whose word counts when another commit changed the same issues: theirs (then stop) or ours.
push() {
  local try
  for try in 1 2 3 4 5; do
    if git push --quiet origin "HEAD:refs/heads/$branch"; then return; fi
    if git fetch --quiet origin "refs/heads/$branch"; then
      # The answer to a push can be lost when the push was not.
      if git merge-base --is-ancestor HEAD FETCH_HEAD; then return; fi
      if [[ $1 == theirs ]] && ! git diff --quiet "$base" FETCH_HEAD -- "${mine[@]}"; then
        echo "Somebody else changed ${mine[*]} meanwhile: another run has it, or an editor. Nobody is mailed." >&2
        exit 6
      fi
      if ! move "$1"; then
        echo "The branch $branch was changed in a way that does not fit with ${mine[*]}." >&2
        exit 1
      fi
    fi
    sleep $((pause * try))
  done
  echo "Nothing could be pushed to $branch." >&2
  exit 1
}

# Keep the issues that could not be published, each with the name of what it was made of: git's, of its folder.
keep() {
  local each
  rm -rf "$kept"
  mkdir -p "$kept"
  for each in "${mine[@]}"; do
    printf '%s %s\n' "$(git rev-parse --quiet --verify "$base:./$each" || echo new)" "$each" >>"$kept/list"
  done
  tar -cf "$kept/issues.tar" -- "${mine[@]}"
  echo "unpublished=${mine[-1]#issues/}" >>"${GITHUB_OUTPUT:-newsletter.out}"
}

case ${1:-} in
claim | result)
  if [[ -d issues ]]; then git add --all -- issues; fi
  if git diff --cached --quiet; then
    echo "Nothing new in issues/."
    rm -rf "$kept"
    exit
  fi
  while IFS= read -r each; do mine+=("$each"); done < <(
    git diff --cached --name-only --relative -- issues | cut -d/ -f1,2 | sort -u
  )
  after=
  if [[ $1 == result ]]; then after=", after the mails"; fi
  git commit --quiet --message "Newsletter: ${mine[*]#issues/}$after [skip ci]"
  if [[ $1 == claim ]]; then
    code=0
    (push theirs) || code=$?
    if ((code == 0)); then
      rm -rf "$kept"
    elif ((code != 6)); then
      keep
      echo "No reader is mailed. What was decided is kept with the state, and the next run tries again." >&2
    fi
    exit "$code"
  elif ! (push ours); then
    echo "The mails have left, and the repository does not know. Nobody is mailed twice for that: the next run that" >&2
    echo "has this ledger publishes it; a run without it refuses, and says what to do." >&2
    exit 1
  fi
  ;;
alive)
  age=$((($(date +%s) - $(git log -1 --format=%ct)) / 86400))
  if ((age >= 45)); then
    git commit --quiet --allow-empty --message "Keep the newsletter's schedule alive [skip ci]"
    push ours
  fi
  ;;
*)
  echo "usage: publish.sh claim | result | alive" >&2
  exit 2
  ;;
esac
