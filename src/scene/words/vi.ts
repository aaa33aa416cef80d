/** The log in Vietnamese; the nouns of the API stay English, as in the lessons. */
import type { Destination, DropReason } from '../../trace/events.ts';
import type { Words } from './words.ts';
import { base64Bytes, excerpt } from './words.ts';

const REASONS: Readonly<Record<DropReason, string>> = {
  unroutable: 'không có hàng đợi nào nhận',
  maxlen: 'hàng đợi đã đầy',
  expired: 'quá hạn',
  rejected: 'bị consumer từ chối',
  'delivery-limit': 'đã giao lại quá số lần cho phép',
  purged: 'hàng đợi được dọn sạch',
  restart: 'không được lưu đĩa khi broker khởi động lại',
};

const DELETED = {
  deleted: 'theo yêu cầu',
  'auto-delete': 'vì consumer cuối cùng đã rời đi',
  exclusive: 'vì kết nối sở hữu nó đã đóng',
  expired: 'vì lâu không ai dùng',
  restart: 'vì nó không bền và broker đã khởi động lại',
} as const;

const exchange = (name: string): string => (name === '' ? 'exchange mặc định' : `exchange ${name}`);
const place = (it: Destination): string => (it.kind === 'queue' ? `hàng đợi ${it.name}` : exchange(it.name));
const withKey = (key: string): string => (key === '' ? 'không có routing key' : `routing key ${key}`);

export const vi: Words = {
  stranger: (port) => (port === undefined ? 'một client' : `client ở cổng ${port}`),
  'connection-opened': (event, client) => `${client} mở kết nối ${event.protocol.toUpperCase()} tới broker.`,
  'connection-closed': (event, client) => `Kết nối của ${client} đã đóng${event.reason ? `: ${event.reason}` : ''}.`,
  frame: (event, client) => {
    const way = event.direction === 'in' ? `từ ${client} tới broker` : `từ broker tới ${client}`;
    return `Một khung ${event.protocol.toUpperCase()} ${base64Bytes(event.bytes)} byte ${way}.`;
  },
  'exchange-declared': (event) =>
    event.kind === 'stream'
      ? `Tạo stream ${event.exchange}.`
      : `Khai báo ${exchange(event.exchange)}, loại ${event.kind}${event.durable ? ', bền' : ''}.`,
  'exchange-deleted': (event) => `Xóa ${exchange(event.exchange)}.`,
  'queue-declared': (event) => {
    const traits = [event.durable && 'bền', event.exclusive && 'riêng một kết nối', event.autoDelete && 'tự xóa'];
    return [`Khai báo hàng đợi ${event.queue}`, ...traits.filter(Boolean)].join(', ') + '.';
  },
  'queue-deleted': (event) => `Xóa hàng đợi ${event.queue} ${DELETED[event.reason]}.`,
  bound: (event) => `Nối ${exchange(event.source)} với ${place(event.destination)}, ${withKey(event.key)}.`,
  unbound: (event) => `Gỡ ${place(event.destination)} khỏi ${exchange(event.source)}, ${withKey(event.key)}.`,
  'consumer-added': (event, client) => {
    const limit = event.prefetch === 0 ? 'không giới hạn prefetch' : `prefetch ${event.prefetch}`;
    const ack = event.ack === 'manual' ? 'ack bằng tay' : 'ack tự động';
    return `${client} thành consumer của hàng đợi ${event.queue}: ${ack}, ${limit}.`;
  },
  'consumer-cancelled': (event, client) => `${client} thôi là consumer của hàng đợi ${event.queue}.`,
  published: (event, client) => {
    const { message, kind, key } = event;
    const body = `“${excerpt(event.body)}”`;
    if (kind === 'channel') return `${client} gửi thông điệp ${message} tới channel ${event.exchange}: ${body}`;
    if (kind === 'stream')
      return `${client} thêm thông điệp ${message} vào stream ${event.exchange}, mã ${key}: ${body}`;
    return `${client} gửi thông điệp ${message} tới ${exchange(event.exchange)}, ${withKey(key)}: ${body}`;
  },
  routed: (event) => `Thông điệp ${event.message} được chuyển tới hàng đợi ${event.queues.join(', ')}.`,
  unroutable: (event) =>
    event.channel === undefined
      ? `Thông điệp ${event.message} không khớp hàng đợi nào.`
      : `Không ai nghe channel ${event.channel}: thông điệp ${event.message} mất luôn.`,
  returned: (event, client) => `Broker trả thông điệp ${event.message} về cho ${client}: không hàng đợi nào nhận.`,
  confirmed: (event, client) =>
    event.outcome === 'ack'
      ? `Broker xác nhận với ${client}: đã nhận thông điệp ${event.message}.`
      : `Broker báo ${client}: không nhận được thông điệp ${event.message}.`,
  enqueued: (event) => `Thông điệp ${event.message} nằm trong hàng đợi ${event.queue}; đang chờ giao: ${event.ready}.`,
  delivered: (event, client) =>
    `Giao${event.redelivered ? ' lại' : ''} thông điệp ${event.message} từ ${event.queue} cho ${client}.`,
  acked: (event, client) => `${client} ack thông điệp ${event.message}: ${event.queue} xóa nó.`,
  nacked: (event, client) =>
    event.requeue
      ? `${client} từ chối thông điệp ${event.message} và trả nó về ${event.queue}.`
      : `${client} từ chối thông điệp ${event.message} của ${event.queue}.`,
  requeued: (event) => `Thông điệp ${event.message} trở về hàng đợi ${event.queue}; đang chờ giao: ${event.ready}.`,
  expired: (event) => `Thông điệp ${event.message} quá hạn trong hàng đợi ${event.queue}.`,
  dropped: (event) => {
    const where = event.queue === undefined ? '' : ` khỏi hàng đợi ${event.queue}`;
    return `Bỏ thông điệp ${event.message}${where}: ${REASONS[event.reason]}.`;
  },
  'dead-lettered': (event) =>
    `Thông điệp ${event.message} của ${event.queue} sang ${exchange(event.exchange)} (dead letter): ${REASONS[event.reason]}.`,
  subscribed: (event, client) =>
    event.pattern
      ? `${client} đăng ký nghe mọi channel khớp mẫu ${event.channel}.`
      : `${client} đăng ký nghe channel ${event.channel}.`,
  unsubscribed: (event, client) => `${client} thôi nghe ${event.channel}.`,
  relayed: (event, client) => {
    const how = event.pattern === undefined ? '' : ` (khớp mẫu ${event.pattern})`;
    return `Thông điệp ${event.message} đi thẳng từ ${event.channel}${how} tới ${client}.`;
  },
  'broker-started': (event) => {
    const ports = event.listeners.map((listener) => `${listener.protocol.toUpperCase()} ở cổng ${listener.port}`);
    return ports.length === 0 ? 'Broker đã khởi động.' : `Broker đã khởi động: ${ports.join(', ')}.`;
  },
  'broker-restarted': () => 'Broker khởi động lại: mọi kết nối bị cắt.',
  'fault-injected': (event) => `Gây lỗi: ${event.fault}${event.target === undefined ? '' : ` (${event.target})`}.`,
  'process-started': (event) => `Tiến trình ${event.process} bắt đầu: ${event.command}`,
  'process-exited': (event) =>
    event.signal === undefined
      ? `Tiến trình ${event.process} đã thoát với mã ${event.code}.`
      : `Tiến trình ${event.process} bị dừng bằng ${event.signal}.`,
  'process-listening': (event) => `${event.process} lắng nghe ở cổng ${event.port}.`,
  'process-connected': (event) => `${event.process} mở kết nối TCP tới cổng ${event.remotePort}.`,
};
