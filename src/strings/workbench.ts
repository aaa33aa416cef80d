/** Words of the lab: buttons, states, and every event of the trace as a sentence. */
const vi = {
  run: 'Chạy',
  stop: 'Dừng',
};

const en: typeof vi = {
  run: 'Run',
  stop: 'Stop',
};

export const workbench = { vi, en };
