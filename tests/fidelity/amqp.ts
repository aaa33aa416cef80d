/** AMQP 0-9-1 as RabbitMQ speaks it: what is held by which recording. */
import { amqpDialogues, amqpFrames, amqpPrograms } from './sources.ts';
import type { ProtocolSpec } from './spec.ts';

const ABSENT = 'tests/fidelity/absent.test.ts';
const SESSION = 'tests/protocols/amqp/session.test.ts';
const HANDSHAKE = 'tests/protocols/amqp/handshake.test.ts';

export const amqp = (): ProtocolSpec => ({
  protocol: 'amqp',
  name: 'AMQP 0-9-1',
  sources: [amqpDialogues(), amqpFrames(), amqpPrograms()],
  areas: [
    {
      title: { vi: 'Kết nối và frame', en: 'Connections and frames' },
      features: [
        {
          title: { vi: 'Bắt tay, đăng nhập, virtual host', en: 'Handshake, login, virtual host' },
          checks: { dialogues: ['01-', '02-', '03-'], frames: ['bad protocol header', 'unknown mechanism'] },
        },
        {
          title: { vi: 'Thương lượng frame-max và channel-max', en: 'Tuning of frame-max and channel-max' },
          checks: { dialogues: ['43-'], frames: ['tune-ok'] },
        },
        {
          title: { vi: 'Chia body thành nhiều frame', en: 'Splitting a body into frames' },
          checks: { dialogues: ['42-'], frames: ['oversized frame', 'body longer'] },
        },
        {
          title: { vi: 'Heartbeat', en: 'Heartbeats' },
          checks: { frames: ['heartbeat=1'] },
          differs: 'recording',
          remark: {
            vi: 'Bản ghi dừng trước lúc RabbitMQ cắt kết nối; ở đây kết nối bị đóng sau ba giây im lặng.',
            en: 'The recording ends before RabbitMQ cuts the connection; here it is closed after three silent seconds.',
          },
        },
        {
          title: { vi: 'Frame sai thứ tự, sai kiểu, sai kết thúc', en: 'Frames out of order, of no type, badly ended' },
          checks: {
            frames: [
              'content header',
              'body without',
              'bad frame end',
              'unknown frame',
              'unknown method',
              'method on',
              'second channel',
              'connection method',
              'connection.update',
            ],
          },
          differs: 'recording',
          remark: {
            vi: 'Với một method không có thật, RabbitMQ ngắt socket; bản ghi không thấy điều đó. Ở đây kết nối được đóng.',
            en: 'On a method that does not exist RabbitMQ resets the socket, which the recording missed. Here it is closed.',
          },
        },
        {
          title: { vi: 'no-wait, tên hàng đợi rỗng', en: 'no-wait, an empty queue name' },
          checks: { dialogues: ['45-'], frames: ['nowait', 'empty consumer tag', 'queue=""'] },
        },
        {
          title: { vi: 'channel.flow, immediate, prefetch_size', en: 'channel.flow, immediate, prefetch_size' },
          checks: { frames: ['channel.flow', 'publish immediate', 'qos prefetch_size'] },
        },
        {
          title: { vi: 'AMQP 0-8 và AMQP 1.0', en: 'AMQP 0-8 and AMQP 1.0' },
          checks: { frames: ['protocol header 0-8', 'protocol header 1.0'] },
          differs: 'broker',
          remark: {
            vi: 'RabbitMQ 3.10 còn nói được 0-8; ở đây chỉ có 0-9-1, như RabbitMQ 4.x. AMQP 1.0 bị từ chối.',
            en: 'RabbitMQ 3.10 still spoke 0-8; here there is 0-9-1 only, as in RabbitMQ 4.x. AMQP 1.0 is refused.',
          },
        },
      ],
    },
    {
      title: { vi: 'Khai báo', en: 'Declaring' },
      features: [
        {
          title: { vi: 'Hàng đợi do broker đặt tên', en: 'Queues named by the broker' },
          checks: { dialogues: ['04-'] },
        },
        {
          title: { vi: 'Khai báo lại khác đi: 406', en: 'Declared again otherwise: 406' },
          checks: { dialogues: ['05-'], programs: ['amqplib/queue-redeclared', 'amqplib/exchange-redeclared'] },
        },
        {
          title: { vi: 'Không tìm thấy: 404', en: 'Not found: 404' },
          checks: { dialogues: ['06-'], programs: ['amqplib/not-found'] },
        },
        {
          title: { vi: 'Tên dành riêng và quyền: 403', en: 'Reserved names and permissions: 403' },
          checks: { dialogues: ['07-'], programs: ['amqplib/access-refused', 'pika/refusals'] },
        },
        {
          title: { vi: 'Hàng đợi exclusive: 405', en: 'Exclusive queues: 405' },
          checks: { dialogues: ['08-', '10-'], programs: ['amqplib/locked'] },
        },
        {
          title: { vi: 'if-unused, if-empty', en: 'if-unused, if-empty' },
          checks: { dialogues: ['11-'], programs: ['amqplib/if-unused'] },
        },
        {
          title: { vi: 'Tham số sai, kiểu exchange không có', en: 'Bad arguments, unknown exchange types' },
          checks: { dialogues: ['14-', '15-'], programs: ['amqplib/bad-arguments'] },
        },
        {
          title: { vi: 'auto-delete, x-expires', en: 'auto-delete, x-expires' },
          checks: { dialogues: ['29-', '37-'], programs: ['amqplib/auto-delete', 'amqplib/queue-expires'] },
        },
        {
          title: { vi: 'Khởi động lại: giữ gì, mất gì', en: 'Restart: what stays, what goes' },
          checks: { programs: ['amqplib/restart'] },
        },
      ],
    },
    {
      title: { vi: 'Định tuyến', en: 'Routing' },
      features: [
        {
          title: { vi: 'Direct và topic exchange', en: 'Direct and topic exchanges' },
          checks: {
            dialogues: ['30-'],
            programs: ['amqplib/direct-exchange', 'amqplib/topic-exchange', 'pika/routing'],
          },
        },
        {
          title: { vi: 'Headers exchange', en: 'Headers exchanges' },
          checks: { dialogues: ['31-'], programs: ['amqplib/headers-exchange'] },
        },
        {
          title: { vi: 'Binding giữa các exchange', en: 'Exchange-to-exchange bindings' },
          checks: { dialogues: ['32-'], programs: ['amqplib/exchange-to-exchange'] },
        },
        {
          title: { vi: 'Alternate exchange', en: 'Alternate exchanges' },
          checks: { dialogues: ['33-'], programs: ['amqplib/alternate-exchange'] },
        },
        {
          title: { vi: 'CC, BCC, user-id, expiration', en: 'CC, BCC, user-id, expiration' },
          checks: {
            dialogues: ['46-'],
            programs: ['amqplib/copies', 'amqplib/message-properties', 'amqplib/mistakes'],
          },
        },
      ],
    },
    {
      title: { vi: 'Gửi', en: 'Publishing' },
      features: [
        {
          title: { vi: 'mandatory và basic.return', en: 'mandatory and basic.return' },
          checks: { dialogues: ['16-'], programs: ['amqplib/confirms'] },
        },
        {
          title: { vi: 'Publisher confirm, reject-publish', en: 'Publisher confirms, reject-publish' },
          checks: { dialogues: ['18-', '19-'], programs: ['amqplib/reject-publish', 'pika/publishing'] },
        },
        {
          title: { vi: 'Giao dịch (tx)', en: 'Transactions (tx)' },
          checks: { dialogues: ['20-', '21-'] },
        },
        {
          title: { vi: 'Direct reply-to', en: 'Direct reply-to' },
          checks: { dialogues: ['41-'], programs: ['amqplib/direct-reply-to', 'pika/calling'] },
        },
      ],
    },
    {
      title: { vi: 'Giao tới consumer', en: 'Delivering' },
      features: [
        {
          title: { vi: 'Chia vòng tròn', en: 'Round-robin' },
          checks: { dialogues: ['26-'], programs: ['amqplib/round-robin'] },
        },
        {
          title: { vi: 'Prefetch theo consumer và theo channel', en: 'Prefetch per consumer and per channel' },
          checks: { dialogues: ['24-', '25-'], programs: ['amqplib/prefetch', 'pika/consuming'] },
        },
        {
          title: { vi: 'Trả lại đúng chỗ cũ, redelivered', en: 'Requeued to the old place, redelivered' },
          checks: { dialogues: ['22-', '27-'], programs: ['amqplib/requeue'] },
        },
        {
          title: {
            vi: 'ack và nack nhiều thông điệp, delivery tag lạ',
            en: 'ack and nack of several, unknown delivery tags',
          },
          checks: { dialogues: ['12-', '23-'], programs: ['amqplib/ack-and-nack'] },
        },
        {
          title: { vi: 'Consumer độc quyền, consumer tag trùng', en: 'Exclusive consumers, consumer tags in use' },
          checks: { dialogues: ['09-', '13-'], programs: ['amqplib/exclusive-consumer', 'amqplib/consumer-tag'] },
        },
        {
          title: {
            vi: 'Độ ưu tiên của consumer, single active consumer',
            en: 'Consumer priorities, single active consumer',
          },
          checks: { dialogues: ['40-', '47-'], programs: ['amqplib/consumer-priority', 'amqplib/single-active'] },
        },
        {
          title: { vi: 'Broker hủy consumer, basic.recover', en: 'Cancelled by the broker, basic.recover' },
          checks: { dialogues: ['28-', '49-'], programs: ['amqplib/consumer-cancelled'] },
        },
      ],
    },
    {
      title: { vi: 'Thông điệp nằm chờ', en: 'Messages that wait' },
      features: [
        {
          title: { vi: 'Dead letter và x-death', en: 'Dead letters and x-death' },
          checks: { dialogues: ['34-', '35-'], programs: ['amqplib/dead-letters', 'pika/waiting'] },
          differs: 'recording',
          remark: {
            vi: 'Một bản ghi có thông điệp thứ hai đến trễ 40 ms vì máy ghi; chương trình chạy ở cả hai phía cho kết quả giống nhau.',
            en: 'In one recording the second message came 40 ms late because of the recorder; the programs run on both say the same.',
          },
        },
        {
          title: { vi: 'TTL của thông điệp và hàng đợi', en: 'TTL of messages and queues' },
          checks: { dialogues: ['36-'], programs: ['amqplib/message-lifetimes'] },
        },
        {
          title: { vi: 'max-length, drop-head', en: 'max-length, drop-head' },
          checks: { dialogues: ['38-'], programs: ['amqplib/length-limits'] },
        },
        {
          title: { vi: 'Hàng đợi ưu tiên', en: 'Priority queues' },
          checks: { dialogues: ['39-'], programs: ['amqplib/priority-queue'] },
        },
        {
          title: { vi: 'delivery-limit của quorum queue', en: 'delivery-limit of quorum queues' },
          checks: { dialogues: ['44-'], programs: ['amqplib/quorum'] },
        },
        {
          title: { vi: 'Đếm và xóa sạch', en: 'Counting and purging' },
          checks: { dialogues: ['50-'] },
        },
      ],
    },
    {
      title: { vi: 'RabbitMQ 4.x (hồ sơ mặc định)', en: 'RabbitMQ 4.x (the default profile)' },
      features: [
        {
          title: {
            vi: 'Hàng đợi transient không exclusive bị từ chối: 541',
            en: 'Transient queues that are not exclusive: 541',
          },
          unasked: 'documented',
          test: [SESSION, 'denies transient queues that are not exclusive'],
        },
        {
          title: {
            vi: 'prefetch cho cả channel hiểu là cho từng consumer',
            en: 'Prefetch of a channel taken for each consumer’s',
          },
          unasked: 'documented',
          test: [SESSION, 'takes credit for a whole channel'],
        },
        {
          title: { vi: 'Kiểu exchange không có: 406 thay cho 503', en: 'Unknown exchange types: 406 instead of 503' },
          unasked: 'documented',
          test: [SESSION, 'an unknown exchange type closes the channel only'],
        },
        {
          title: { vi: 'Frame nhỏ nhất 8192 byte', en: 'Frames of at least 8192 bytes' },
          unasked: 'documented',
          test: [HANDSHAKE, '4.x says what was wrong'],
        },
      ],
    },
    {
      title: { vi: 'Chưa có', en: 'Not done' },
      features: [
        {
          title: { vi: 'Stream (x-queue-type: stream)', en: 'Streams (x-queue-type: stream)' },
          unasked: 'absent',
          test: [ABSENT, 'streams of RabbitMQ'],
          remark: { vi: 'Bị từ chối với 406.', en: 'Refused with 406.' },
        },
        {
          title: { vi: 'Virtual host khác ngoài /', en: 'Virtual hosts besides /' },
          unasked: 'absent',
          test: [HANDSHAKE, 'knows one virtual host'],
          remark: {
            vi: 'Một lab chỉ cần một; tên khác bị từ chối như virtual host không tồn tại.',
            en: 'A lab needs one; another name is refused as one that does not exist.',
          },
        },
      ],
    },
  ],
});
