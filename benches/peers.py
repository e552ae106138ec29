"""Our statistics beside those of others: the same data, one run, their ratios.

    python3 benches/peers.py

makes a virtual environment under target/ with what requirements.txt names, makes data from a seed,
times every job five times in a process of its own, and prints the medians, the ratios and the most
memory that each process used beyond an empty one that has loaded the same packages.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "target" / "peers"
DATA = HOME / "data"
PYTHON = HOME / "venv" / "bin" / "python"
RUNS = 5
MODELS = 50
RIDGE = 0.1
REPLICATES = 1000
# sklearn fits rows: of its thousand replicates so many are timed, and the others counted with them.
PART = 10


def make_data():
    import numpy as np

    chance = np.random.default_rng(7)
    DATA.mkdir(parents=True, exist_ok=True)
    raters, items = 1000, 10_000
    truth = chance.integers(1, 6, items)
    filled = chance.random((raters, items)) < 0.1
    rater, item = np.nonzero(filled)
    value = np.clip(truth[item] + chance.integers(-1, 2, len(item)), 1, 5)
    order = chance.permutation(len(item))
    rows = np.stack([item, rater, value], axis=1)[order]
    rows.astype("<u4").tofile(DATA / "ratings.bin")
    matrix = np.full((raters, items), np.nan)
    matrix[rater, item] = value
    np.save(DATA / "matrix.npy", matrix)

    votes, prompts = 100_000, 20_000
    theta = chance.normal(0, 1, MODELS)
    first = chance.integers(0, MODELS, votes)
    second = (first + chance.integers(1, MODELS, votes)) % MODELS
    wins = chance.random(votes) < 1 / (1 + np.exp(theta[second] - theta[first]))
    outcome = np.where(chance.random(votes) < 0.2, 2, np.where(wins, 0, 1))
    prompt = chance.integers(0, prompts, votes)
    np.stack([prompt, first, second, outcome], axis=1).astype("<u4").tofile(DATA / "votes.bin")

    chosen = chance.integers(0, 4, (100_000, 1))
    said = np.where(chance.random((100_000, 5)) < 0.7, chosen, chance.integers(0, 4, (100_000, 5)))
    table = np.stack([(said == k).sum(axis=1) for k in range(4)], axis=1)
    table.astype("<u4").tofile(DATA / "fleiss.bin")


def read(name, width):
    import numpy as np

    return np.fromfile(DATA / name, dtype="<u4").reshape(-1, width).astype(np.int64)


def counts():
    """Wins with ties as halves, K by K."""
    import numpy as np

    _, first, second, outcome = read("votes.bin", 4).T
    won = np.zeros((MODELS, MODELS))
    np.add.at(won, (first, second), np.where(outcome == 0, 1.0, np.where(outcome == 2, 0.5, 0.0)))
    np.add.at(won, (second, first), np.where(outcome == 1, 1.0, np.where(outcome == 2, 0.5, 0.0)))
    return won


def newton(won, start):
    """Bradley-Terry with a ridge by Newton's method, in numpy."""
    import numpy as np

    theta, times = start.copy(), won + won.T
    for _ in range(50):
        p = 1 / (1 + np.exp(theta[None, :] - theta[:, None]))
        slope = (won - times * p).sum(axis=1) - RIDGE * theta
        weight = times * p * (1 - p)
        curvature = np.diag(weight.sum(axis=1)) - weight + RIDGE * np.eye(MODELS)
        step = np.linalg.solve(curvature, slope)
        theta += step
        if np.abs(step).max() < 1e-6:
            break
    return theta - theta.mean()


def peer_krippendorff():
    import krippendorff
    import numpy as np

    matrix = np.load(DATA / "matrix.npy")
    return lambda: krippendorff.alpha(reliability_data=matrix, level_of_measurement="ordinal")


def peer_evalica_alpha():
    import evalica
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame(np.load(DATA / "matrix.npy"))
    return lambda: evalica.alpha(frame, distance="ordinal").alpha


def peer_statsmodels():
    from statsmodels.stats.inter_rater import fleiss_kappa

    table = read("fleiss.bin", 4)
    return lambda: fleiss_kappa(table)


def peer_evalica_bt():
    import evalica
    import numpy as np

    _, first, second, outcome = read("votes.bin", 4).T
    names = [evalica.Winner.X, evalica.Winner.Y, evalica.Winner.Draw]
    winners = [names[each] for each in outcome]
    first, second = first.tolist(), second.tolist()

    def job():
        scores = evalica.bradley_terry(first, second, winners).scores.sort_index().to_numpy()
        theta = np.log(scores)
        return theta[0] - theta.mean()

    return job


def peer_choix():
    import choix

    _, first, second, outcome = read("votes.bin", 4).T
    # It has no ties: here a tie is a vote each way at half the weight of two, so all count twice.
    pairs = []
    for a, b, o in zip(first.tolist(), second.tolist(), outcome.tolist()):
        pairs += [(a, b)] * 2 if o == 0 else [(b, a)] * 2 if o == 1 else [(a, b), (b, a)]
    return lambda: choix.ilsr_pairwise(MODELS, pairs)[0]


def peer_numpy():
    import numpy as np

    _, first, second, outcome = read("votes.bin", 4).T
    low, high = np.minimum(first, second), np.maximum(first, second)
    side = np.where(outcome == 2, 2, (outcome == 0) != (first < second))
    seen = np.bincount((low * MODELS + high) * 3 + side, minlength=MODELS * MODELS * 3)
    cells = np.flatnonzero(seen)
    votes = int(seen.sum())
    start = newton(counts(), np.zeros(MODELS))

    def job():
        chance = np.random.default_rng(3)
        total = 0.0
        for _ in range(REPLICATES):
            drawn = np.zeros(MODELS * MODELS * 3)
            drawn[cells] = chance.multinomial(votes, seen[cells] / votes)
            drawn = drawn.reshape(MODELS, MODELS, 3)
            won = drawn[:, :, 0] + drawn[:, :, 1].T + (drawn[:, :, 2] + drawn[:, :, 2].T) / 2
            total += newton(won, start)[0]
        return total / REPLICATES

    return job


def peer_sklearn():
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    prompt, first, second, outcome = read("votes.bin", 4).T
    rows = np.arange(len(first))
    design = csr_matrix(
        (np.r_[np.ones(len(rows)), -np.ones(len(rows))], (np.r_[rows, rows], np.r_[first, second])),
        shape=(len(rows), MODELS),
    )
    # Ties are rows both ways at half the weight.
    tied = np.flatnonzero(outcome == 2)
    from scipy.sparse import vstack

    design = vstack([design, design[tied]]).tocsr()
    y = np.r_[outcome != 1, np.zeros(len(tied), bool)]
    weight = np.where(outcome == 2, 0.5, 1.0)
    weight = np.r_[weight, weight[tied]]
    prompts = np.r_[prompt, prompt[tied]]
    model = LogisticRegression(C=1 / RIDGE, fit_intercept=False, tol=1e-8, max_iter=1000)

    def job():
        chance = np.random.default_rng(3)
        total = 0.0
        for _ in range(PART):
            often = np.bincount(chance.integers(0, prompts.max() + 1, prompts.max() + 1), minlength=prompts.max() + 1)
            total += model.fit(design, y, sample_weight=weight * often[prompts]).coef_[0, 0]
        return total / PART

    return job


JOBS = [
    ("ordinal alpha, 1,000,000 ratings", "alpha", [("krippendorff", peer_krippendorff, 1), ("evalica", peer_evalica_alpha, 1)]),
    ("Bradley-Terry, 100,000 votes, 50 models", "strengths", [("evalica", peer_evalica_bt, 1), ("choix", peer_choix, 1)]),
    ("1,000 count bootstraps", "count-bootstrap", [("numpy", peer_numpy, 1)]),
    ("1,000 prompt bootstraps", "prompt-bootstrap", [("scikit-learn, 10 of 1,000", peer_sklearn, REPLICATES // PART)]),
    ("Fleiss, 100,000 x 5", "fleiss", [("statsmodels", peer_statsmodels, 1)]),
]


def peak():
    """The most memory this process ever used, in bytes, where the system says so."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def in_process(name):
    """Times one peer; this process is its own."""
    make, _ = next((each[1:] for job in JOBS for each in job[2] if each[1].__name__ == name))
    job = make()
    seconds = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        value = float(job())
        seconds.append(time.perf_counter() - begun)
    print(json.dumps({"seconds": seconds, "value": value, "peak": peak()}))


def timed(command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stderr}")
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return statistics.median(found["seconds"]), found["value"], found["peak"]


def environment():
    if not PYTHON.exists():
        print("making an environment under target/peers …", flush=True)
        venv.create(HOME / "venv", with_pip=True)
        install = [PYTHON, "-m", "pip", "install", "--quiet", "-r", ROOT / "benches" / "requirements.txt"]
        subprocess.run(install, check=True)
    bench = ["cargo", "bench", "--no-default-features", "--bench", "stats", "--no-run", "--message-format=json"]
    built = subprocess.run(bench, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    made = [json.loads(line).get("executable") for line in built.splitlines() if line.startswith("{")]
    return next(each for each in reversed(made) if each)


def main():
    ours = environment()
    if not (DATA / "fleiss.bin").exists():
        print("making data …", flush=True)
        subprocess.run([PYTHON, __file__, "--data"], check=True)
    print(f"{'job':42} {'who':28} {'seconds':>9} {'ratio':>7} {'memory':>8}  value")
    for what, job, peers in JOBS:
        own, value, memory = timed([ours, job, DATA])
        print(f"{what:42} {'this':28} {own:9.4f} {'1':>7} {memory / 1e6:6.0f}MB  {value:.9f}")
        for who, make, times in peers:
            seconds, value, memory = timed([PYTHON, __file__, make.__name__])
            seconds *= times
            print(f"{'':42} {who:28} {seconds:9.4f} {seconds / own:7.1f} {memory / 1e6:6.0f}MB  {value:.9f}", flush=True)
    print(f"medians of {RUNS}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            main()
        case ["--data"]:
            make_data()
        case [name]:
            in_process(name)
