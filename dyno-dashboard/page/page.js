// Lists the commands as the stream tells of them. Text is set as text: names may be anything.

const rows = document.getElementById("commands");
const status = document.getElementById("process");

const percent = (share) => (share === undefined ? "" : `${(100 * share).toFixed(1)} %`);
const milliseconds = (seconds) => (seconds === undefined ? "" : `${(1000 * seconds).toFixed(1)} ms`);

function row(command) {
  const cells = [
    command.name,
    command.calls_per_second.toFixed(1),
    percent(command.error_share),
    milliseconds(command.p99_seconds),
    command.problem ?? command.breaker?.state ?? "",
  ];
  const line = document.createElement("tr");
  for (const text of cells) {
    const cell = document.createElement("td");
    cell.textContent = text;
    line.append(cell);
  }
  return line;
}

function show(overview) {
  const { program, pid } = overview.process;
  status.textContent = `${program}, process ${pid}, at ${new Date(overview.unix_milliseconds).toLocaleTimeString()}`;
  rows.replaceChildren(...overview.commands.map(row));
}

const stream = new EventSource("api/v1/stream");
stream.addEventListener("overview", (event) => show(JSON.parse(event.data)));
stream.addEventListener("error", () => {
  status.textContent = "The connection is lost; it is tried again.";
});
