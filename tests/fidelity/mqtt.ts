/** MQTT 3.1.1 and 5.0 as Mosquitto and RabbitMQ speak them: what is held by which recording. */
import { mosquittoDialogues, rabbitMqttDialogues } from './sources.ts';
import type { ProtocolSpec } from './spec.ts';

export const mqtt = (): ProtocolSpec => ({
  protocol: 'mqtt',
  name: 'MQTT 3.1.1, 5.0',
  sources: [mosquittoDialogues(), rabbitMqttDialogues()],
  areas: [
    {
      title: { vi: 'Kết nối', en: 'Connections' },
      features: [
        {
          title: { vi: 'CONNECT và CONNACK, phiên bản, mật khẩu', en: 'CONNECT and CONNACK, versions, passwords' },
          checks: {
            mosquitto: [
              'CONNECT is answered',
              'a level that nobody has',
              'an authentication method',
              'a second CONNECT',
              'problem information',
              'packets right behind',
            ],
            rabbitmq: ['a level that nobody has', 'MQTT 5.0 is not spoken', 'a wrong password'],
          },
        },
        {
          title: { vi: 'Mã client rỗng', en: 'Empty client identifiers' },
          checks: { mosquitto: ['an empty client identifier', 'a name is made up'] },
        },
        {
          title: { vi: 'Kết nối thứ hai của cùng một client', en: 'A second connection of the same client' },
          checks: { mosquitto: ['a second connection of the same'], rabbitmq: ['the same client again'] },
          differs: 'broker',
          remark: {
            vi: 'Theo đặc tả, client 5.0 được báo lý do (0x8e) trước khi bị đóng; Mosquitto 2.0.11 chỉ đóng.',
            en: 'As the specification wants it, a 5.0 client is told why (0x8e) before it is closed; Mosquitto 2.0.11 only closes.',
          },
        },
        {
          title: { vi: 'Keep alive', en: 'Keep alive' },
          checks: { mosquitto: ['keep alive', 'the broker says how it counts'] },
          differs: 'broker',
          remark: {
            vi: 'Client 5.0 được báo lý do (0x8d) trước khi bị đóng; Mosquitto 2.0.11 chỉ đóng.',
            en: 'A 5.0 client is told why (0x8d) before it is closed; Mosquitto 2.0.11 only closes.',
          },
        },
        {
          title: { vi: 'Gói tin hỏng', en: 'Broken packets' },
          checks: { mosquitto: ['garbage ends', 'a bad packet'] },
        },
        {
          title: { vi: 'Gói tin mà đặc tả cấm', en: 'Packets that the specification forbids' },
          checks: { mosquitto: ['packets that the specification forbids'] },
          differs: 'broker',
          remark: {
            vi: 'Mosquitto 2.0.11 bỏ qua một số gói tin bị cấm; ở đây theo đúng đặc tả. Client đúng đặc tả không thấy khác biệt.',
            en: 'Mosquitto 2.0.11 lets some forbidden packets pass; here the specification is kept. Clients that keep to it see no difference.',
          },
        },
      ],
    },
    {
      title: { vi: 'QoS', en: 'QoS' },
      features: [
        {
          title: { vi: 'QoS nào được giao', en: 'Which QoS is delivered' },
          checks: {
            mosquitto: ['QoS of a delivery', 'overlapping'],
            rabbitmq: ['QoS 2 is granted', 'one copy for each'],
          },
        },
        {
          title: { vi: 'QoS 1: gửi lại', en: 'QoS 1: sent again' },
          checks: {
            mosquitto: ['what was not acknowledged', 'a QoS 1 message', 'PUBACK says', 'acknowledgements of what'],
            rabbitmq: ['what was not acknowledged'],
          },
          differs: 'broker',
          remark: {
            vi: 'RabbitMQ 3.10.8 đếm lại mã gói tin ở mỗi kết nối; ở đây gửi lại với mã cũ, theo đặc tả.',
            en: 'RabbitMQ 3.10.8 counts packet identifiers anew on each connection; here the old ones are sent, as specified.',
          },
        },
        {
          title: { vi: 'QoS 2: đúng một lần', en: 'QoS 2: exactly once' },
          checks: { mosquitto: ['a QoS 2 message', 'QoS 2 from a client', 'PUBREC with an error'] },
          differs: 'broker',
          remark: {
            vi: 'Mosquitto cắt kết nối ở lần lặp thứ hai; theo đặc tả, lần nào cũng được trả lời như nhau.',
            en: 'Mosquitto drops the connection at the second repetition; the specification has every one answered alike.',
          },
        },
        {
          title: { vi: 'Thứ tự của các thông điệp', en: 'Order of messages' },
          checks: { mosquitto: ['messages of one topic'] },
        },
        {
          title: { vi: 'Số thông điệp đang trên đường', en: 'How many are under way' },
          checks: { mosquitto: ['receive maximum', 'twenty messages'], rabbitmq: ['ten messages'] },
          differs: 'broker',
          remark: {
            vi: 'Mỗi xác nhận cho đi thêm một thông điệp; Mosquitto cho thông điệp thứ hai đi cùng.',
            en: 'One acknowledgement lets one message go; Mosquitto lets a second one go with the first.',
          },
        },
      ],
    },
    {
      title: { vi: 'Đăng ký và topic', en: 'Subscriptions and topics' },
      features: [
        {
          title: { vi: 'Ký tự đại diện, mức rỗng, $', en: 'Wildcards, empty levels, $' },
          checks: {
            mosquitto: ['wildcards', 'empty levels', 'dots, stars', 'topics that begin', 'clients cannot write'],
            rabbitmq: ['wildcards match', 'dots separate'],
          },
        },
        {
          title: { vi: 'Đăng ký lại, hủy đăng ký, no local', en: 'Subscribing again, unsubscribing, no local' },
          checks: {
            mosquitto: [
              'a filter that is subscribed',
              'unsubscribing',
              'no local',
              'many filters',
              'what is under way when',
            ],
          },
        },
        {
          title: { vi: 'Thông điệp retained', en: 'Retained messages' },
          checks: {
            mosquitto: ['a retained message', 'retain handling', 'retained messages and', 'an empty retained'],
            rabbitmq: ['retained messages are not'],
          },
        },
        {
          title: { vi: 'Shared subscription', en: 'Shared subscriptions' },
          checks: { mosquitto: ['shared subscriptions', 'members of a shared', 'a member of a shared'] },
          differs: 'broker',
          remark: {
            vi: 'Theo đặc tả, shared subscription không nhận thông điệp retained; Mosquitto 2.0.11 có gửi.',
            en: 'As specified, a shared subscription gets no retained messages; Mosquitto 2.0.11 sends them.',
          },
        },
        {
          title: { vi: 'Topic alias', en: 'Topic aliases' },
          checks: { mosquitto: ['topic aliases', 'an alias beyond', 'a topic alias'] },
        },
      ],
    },
    {
      title: { vi: 'Phiên, di chúc, thời hạn', en: 'Sessions, wills, lifetimes' },
      features: [
        {
          title: { vi: 'Phiên được giữ và hết hạn', en: 'Sessions kept and ended' },
          checks: {
            mosquitto: ['a session', 'DISCONNECT changes', 'a subscription of QoS 0', 'after a clean start'],
            rabbitmq: ['messages of QoS 0 wait', 'a session with'],
          },
        },
        {
          title: { vi: 'Di chúc (will)', en: 'Wills' },
          checks: { mosquitto: ['a will', 'the will has'], rabbitmq: ['a will'] },
        },
        {
          title: { vi: 'Thuộc tính và thời hạn của thông điệp', en: 'Properties and lifetime of a message' },
          checks: {
            mosquitto: [
              'properties of a message',
              'a message expires',
              'a message that was sent',
              'maximum packet size',
            ],
          },
          differs: 'broker',
          remark: {
            vi: 'Mã gói tin được đánh lúc gửi nên thông điệp hết hạn không để lại khoảng trống; Mosquitto đánh mã lúc xếp hàng. Thông điệp đã gửi thì không hết hạn nữa; Mosquitto vẫn bỏ nó.',
            en: 'Packet identifiers are given when a message is sent, so an expired one leaves no gap; Mosquitto gives them when it is queued. A message that was sent expires no more; Mosquitto lets it.',
          },
        },
      ],
    },
  ],
});
