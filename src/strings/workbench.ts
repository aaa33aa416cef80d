/** Words of the lab: buttons, states and notices. What happens in the trace is said by `src/scene/words/`. */
const vi = {
  lab: 'Phòng thí nghiệm',
  run: 'Chạy',
  stop: 'Dừng',
  reset: 'Đặt lại',
  runHint: 'Ctrl + Enter',
  unreachable: 'Lab chưa hoạt động: không tải được chương trình của nó. Hãy tải lại trang.',
  needsScript: 'Lab này cần JavaScript.',
  where: 'Nơi chạy',
  places: { sandbox: 'Sandbox', webcontainer: 'WebContainer' },
  placeHints: {
    sandbox: 'Node 24 trong trang này: khởi động ngay, không cần mạng',
    webcontainer: 'Node.js của StackBlitz: cần mạng và vài giây để khởi động',
  },

  views: 'Các phần của lab',
  code: 'Mã nguồn',
  output: 'Đầu ra',
  picture: 'Hình',
  log: 'Nhật ký',
  whatHappened: 'Điều đã xảy ra',

  files: 'Tệp',
  edited: 'đã sửa',
  editor: (file: string) => `Mã của ${file}`,
  editorKeys: 'Phím Tab thụt dòng. Bấm Esc rồi Tab để rời khỏi ô soạn thảo.',
  errorOnLine: (line: number) => `Lỗi ở dòng ${line}`,
  resetDone: 'Các tệp đã trở về ban đầu.',
  resetNothing: 'Chưa có tệp nào bị sửa.',
  undo: 'Hoàn tác',
  undone: 'Đã lấy lại các sửa đổi của bạn.',
  close: 'Đóng thông báo',
  filesMissing: 'Chưa tải được các tệp của lab: mạng bị ngắt hoặc trang đã được cập nhật.',
  tryAgain: 'Thử lại',

  terminal: (name: string) => `Terminal của ${name}`,
  restartBroker: 'Khởi động lại broker',
  stopProcess: (name: string) => `Dừng ${name}`,
  startProcess: (name: string) => `Chạy lại ${name}`,
  copy: (name: string) => `Chép đầu ra của ${name}`,
  copied: 'Đã chép',
  stderr: 'stderr',
  goTo: (file: string, line: number) => `Mở ${file}, dòng ${line}`,
  toEnd: 'Xuống cuối',
  linesDropped: (count: number) => `${count} dòng đầu đã được bỏ bớt`,

  idle: 'chưa chạy',
  waiting: (port: number) => `chờ cổng ${port}`,
  starting: 'đang khởi động',
  running: 'đang chạy',
  exited: (code: number) => (code === 0 ? 'đã xong, mã 0' : `đã thoát, mã ${code}`),
  stopped: (code: number) => `đã dừng, mã ${code}`,
  notStarted: 'không khởi động được',

  emptyPicture: (run: string, keys: string) =>
    `Bấm ${run} (${keys}) để khởi động từng chương trình và xem các thông điệp đi đâu.`,
  emptyLog: 'Mỗi việc xảy ra sẽ thành một câu ở đây.',
  logDropped: (count: number) => `${count} việc đầu tiên đã được bỏ bớt`,

  openingSandbox: 'Đang mở sandbox…',
  steps: {
    fetching: 'Đang tải những gì WebContainer cần…',
    booting: 'WebContainer đang khởi động…',
    mounting: 'Đang chép các tệp và thư viện vào WebContainer…',
    'self-test': 'Đang thử một kết nối TCP trong WebContainer…',
  },
  webcontainerReady: 'WebContainer đã sẵn sàng.',
  inSandbox: 'Lab này chạy trong sandbox.',
  failures: {
    'not-isolated':
      'WebContainer cần một trang được cách ly (cross-origin isolation), mà trang này thì không. Máy chủ phải gửi hai header COOP và COEP.',
    'unsupported-browser':
      'Trình duyệt này không chạy được WebContainer. Hãy thử bản mới của Chrome, Edge, Firefox hoặc Safari.',
    'host-unreachable':
      'Không tới được máy chủ của StackBlitz. Hãy kiểm tra mạng, tường lửa hoặc trình chặn quảng cáo.',
    'no-answer': 'WebContainer không trả lời sau 30 giây. Hãy tải lại trang rồi thử lần nữa.',
    'tcp-self-test-failed':
      'WebContainer đã khởi động, nhưng hai tiến trình trong đó không nối TCP được với nhau. Hãy tải lại trang rồi thử lần nữa.',
    'assets-missing': 'Không tải được các tệp mà nơi chạy cần. Hãy kiểm tra mạng, tải lại trang rồi thử lần nữa.',
    crashed: 'Nơi chạy đã ngừng hoạt động. Bấm Chạy để mở lại.',
  },
  sandboxFailed: 'Sandbox không mở được.',

  notes: {
    portNeverOpened: (port: number, seconds: number) =>
      `Chưa khởi động: sau ${seconds} giây vẫn không chương trình nào lắng nghe ở cổng ${port}.`,
    portOwnerExited: (port: number, names: string) => `Chưa khởi động: ${names} đã thoát trước khi mở cổng ${port}.`,
    again: 'chạy lại',
    notStarted: (message: string) => `Không khởi động được: ${message}`,
  },
  processIs: (name: string, state: string) => `${name}: ${state}`,

  scene: {
    title: 'Đường đi của các thông điệp',
    described: 'Hình vẽ các tiến trình, exchange và hàng đợi. Mỗi việc xảy ra được viết thành câu trong nhật ký.',
    broker: 'broker',
    brokerStopped: 'broker đã dừng',
    process: 'tiến trình',
    exchange: 'exchange',
    queue: 'queue',
    port: (port: string) => `cổng ${port}`,
    defaultExchange: '(mặc định)',
    counts: (ready: number, unacked: number) => `${ready} ready · ${unacked} unacked`,
  },
};

const en: typeof vi = {
  lab: 'Lab',
  run: 'Run',
  stop: 'Stop',
  reset: 'Reset',
  runHint: 'Ctrl + Enter',
  unreachable: 'The lab is not working: its program could not be loaded. Reload the page.',
  needsScript: 'This lab needs JavaScript.',
  where: 'Runs in',
  places: { sandbox: 'Sandbox', webcontainer: 'WebContainer' },
  placeHints: {
    sandbox: 'Node 24 inside this page: starts at once, needs no network',
    webcontainer: 'Node.js by StackBlitz: needs a network and a few seconds to start',
  },

  views: 'Parts of the lab',
  code: 'Code',
  output: 'Output',
  picture: 'Picture',
  log: 'Log',
  whatHappened: 'What happened',

  files: 'Files',
  edited: 'edited',
  editor: (file: string) => `Code of ${file}`,
  editorKeys: 'Tab indents. Press Esc, then Tab, to leave the editor.',
  errorOnLine: (line: number) => `Error on line ${line}`,
  resetDone: 'The files are as they were at first.',
  resetNothing: 'No file has been edited.',
  undo: 'Undo',
  undone: 'Your edits are back.',
  close: 'Close notice',
  filesMissing: 'The files of this lab could not be loaded: the network is gone, or the page has been updated.',
  tryAgain: 'Try again',

  terminal: (name: string) => `Terminal of ${name}`,
  restartBroker: 'Restart broker',
  stopProcess: (name: string) => `Stop ${name}`,
  startProcess: (name: string) => `Start ${name} again`,
  copy: (name: string) => `Copy the output of ${name}`,
  copied: 'Copied',
  stderr: 'stderr',
  goTo: (file: string, line: number) => `Open ${file}, line ${line}`,
  toEnd: 'To the end',
  linesDropped: (count: number) => `The first ${count} lines are no longer kept`,

  idle: 'not started',
  waiting: (port: number) => `waiting for port ${port}`,
  starting: 'starting',
  running: 'running',
  exited: (code: number) => (code === 0 ? 'done, code 0' : `exited, code ${code}`),
  stopped: (code: number) => `stopped, code ${code}`,
  notStarted: 'could not start',

  emptyPicture: (run: string, keys: string) =>
    `Press ${run} (${keys}) to start each program and see where the messages go.`,
  emptyLog: 'Whatever happens becomes a sentence here.',
  logDropped: (count: number) => `The first ${count} events are no longer kept`,

  openingSandbox: 'Opening the sandbox…',
  steps: {
    fetching: 'Fetching what the WebContainer needs…',
    booting: 'The WebContainer is booting…',
    mounting: 'Copying files and libraries into the WebContainer…',
    'self-test': 'Trying a TCP connection inside the WebContainer…',
  },
  webcontainerReady: 'The WebContainer is ready.',
  inSandbox: 'This lab runs in the sandbox.',
  failures: {
    'not-isolated':
      'A WebContainer needs a page with cross-origin isolation, which this one lacks. The server has to send the COOP and COEP headers.',
    'unsupported-browser': 'This browser cannot run a WebContainer. Try a recent Chrome, Edge, Firefox or Safari.',
    'host-unreachable': 'StackBlitz’s server cannot be reached. Check the network, the firewall or an ad blocker.',
    'no-answer': 'The WebContainer has not answered for 30 seconds. Reload the page and try again.',
    'tcp-self-test-failed':
      'The WebContainer has started, but two processes inside it cannot reach each other over TCP. Reload the page and try again.',
    'assets-missing':
      'The files that are needed to run could not be loaded. Check the network, reload the page and try again.',
    crashed: 'What ran the programs has crashed. Press Run to open it again.',
  },
  sandboxFailed: 'The sandbox could not be opened.',

  notes: {
    portNeverOpened: (port: number, seconds: number) =>
      `Not started: after ${seconds} seconds still no program listens on port ${port}.`,
    portOwnerExited: (port: number, names: string) => `Not started: ${names} exited before opening port ${port}.`,
    again: 'started again',
    notStarted: (message: string) => `Could not start: ${message}`,
  },
  processIs: (name: string, state: string) => `${name}: ${state}`,

  scene: {
    title: 'Where the messages go',
    described: 'A drawing of processes, exchanges and queues. Whatever happens is written as a sentence in the log.',
    broker: 'broker',
    brokerStopped: 'broker stopped',
    process: 'process',
    exchange: 'exchange',
    queue: 'queue',
    port: (port: string) => `port ${port}`,
    defaultExchange: '(default)',
    counts: (ready: number, unacked: number) => `${ready} ready · ${unacked} unacked`,
  },
};

export const workbench = { vi, en };
export type WorkbenchWords = typeof vi;
