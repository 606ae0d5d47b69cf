// Sorting, filtering, paging, charts and the buttons of the tree. Without it every page still holds all it says.
(() => {
  "use strict";

  const language = (noun) => ({
    info: `_START_–_END_ dari _TOTAL_ ${noun}`,
    infoEmpty: `tidak ada ${noun}`,
    infoFiltered: "(disaring dari _MAX_)",
    lengthMenu: "_MENU_ baris",
    zeroRecords: `Tidak ada ${noun} yang cocok.`,
    emptyTable: `Tidak ada ${noun}.`,
    decimal: ",",
    thousands: ".",
    lengthLabels: { "-1": "semua" },
    aria: { orderable: ": aktifkan untuk mengurutkan", orderableReverse: ": aktifkan untuk membalik urutan", orderableRemove: ": aktifkan untuk membatalkan urutan",
      paginate: { first: "Halaman pertama", last: "Halaman terakhir", next: "Halaman berikutnya", previous: "Halaman sebelumnya", number: "Halaman " } },
  });

  // The totals of the rows that a filter leaves; amounts are whole rupiah, beyond what a float holds.
  function totals(table, made) {
    const cells = [...table.tFoot.rows[0].cells].map((cell) => ({ cell, whole: cell.textContent }));
    const figure = (cell) => cell.dataset.sum ?? cell.textContent.trim();
    const local = (value) => value.toLocaleString("id-ID");
    return () => {
      const rows = made.rows({ search: "applied" }).nodes().toArray();
      const all = rows.length === made.rows().count();
      const sum = (column) => {
        const known = rows.map((row) => figure(row.cells[column])).filter((text) => text !== "–");
        return known.length ? known.reduce((total, text) => total + BigInt(text.replaceAll(".", "")), 0n) : null;
      };
      const ratio = (part, whole) => {
        const [above, below] = [sum(part), sum(whole)];
        if (above === null || !below) return "–";
        const hundredths = (abs(above) * 20000n + below) / (below * 2n);
        return `${above < 0n ? "-" : ""}${local(hundredths / 100n)},${String(hundredths % 100n).padStart(2, "0")}`;
      };
      for (const [column, { cell, whole }] of cells.entries()) {
        const { total, unit = "", of, by } = cell.dataset;
        if (!total) continue;
        if (all) cell.textContent = whole;
        else if (total === "count") cell.textContent = `Jumlah ${local(rows.length)} dari ${whole.replace("Jumlah ", "")}`;
        else if (total === "ratio") cell.textContent = ratio(of, by);
        else { const found = sum(column); cell.textContent = found === null ? "–" : local(found) + unit; }
      }
    };
  }
  const abs = (value) => (value < 0n ? -value : value);

  function sortable(table) {
    const filters = document.querySelector(`[data-filters="${table.id}"]`);
    const made = new DataTable(table, {
      language: language(table.dataset.noun || "satker"),
      autoWidth: false,
      order: [],
      pageLength: 25,
      lengthMenu: [25, 100, -1],
      layout: { topStart: null, topEnd: null, bottomStart: ["info", "pageLength"], bottomEnd: "paging" },
    });
    const show = filters.querySelector('[data-filter="show"]');
    if (show) made.search.fixed("show", (_text, _data, index) => !show.value || made.row(index).node().dataset.is.split(" ").includes(show.value));
    show?.addEventListener("change", () => made.draw());
    filters.querySelector('[data-filter="search"]').addEventListener("input", (event) => made.search(event.target.value).draw());
    filters.hidden = false;
    if (table.tFoot) made.on("draw", totals(table, made));
    let length = made.page.len();
    addEventListener("beforeprint", () => { length = made.page.len(); made.page.len(-1).draw(); });
    addEventListener("afterprint", () => made.page.len(length).draw());
  }

  function draw(plot) {
    const spec = structuredClone(window.kinerjaCharts[plot.dataset.chart]);
    spec.datasets = { ...spec.datasets, rows: JSON.parse(plot.nextElementSibling.textContent) };
    window.vegaEmbed(plot, spec, { renderer: "svg", actions: false, mode: "vega-lite" }).catch(console.error);
  }

  // What is folded away is printed too.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details.data:not([open])")];
    folded.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((part) => { part.open = false; }));

  if (window.DataTable) document.querySelectorAll("table.big").forEach(sortable);
  if (window.vegaEmbed) document.querySelectorAll("[data-chart]").forEach(draw);
  document.querySelectorAll(".tree-buttons").forEach((buttons) => { buttons.hidden = false; });
  document.querySelectorAll("[data-tree]").forEach((button) => button.addEventListener("click", () => {
    button.closest("section").querySelectorAll(".tree details").forEach((line) => { line.open = button.dataset.tree === "open"; });
  }));
})();
