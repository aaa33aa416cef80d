/** Which RabbitMQ is followed where versions differ: 3.10 was recorded, 4.x is taken from its source and documents. */
export const PROFILES = ['3.10', '4.x'] as const;
export type Profile = (typeof PROFILES)[number];
