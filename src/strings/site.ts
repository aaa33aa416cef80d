/** Words of the pages around the lessons. */
const vi = {
  name: 'Bưu Cục',
  skipToContent: 'Tới nội dung',
};

const en: typeof vi = {
  name: 'Bưu Cục',
  skipToContent: 'Skip to content',
};

export const site = { vi, en };
