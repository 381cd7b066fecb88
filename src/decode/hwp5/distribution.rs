//! Distribution documents (배포용 문서): their text is scrambled, not locked, and readable without a password.
//!
//! In: the bytes of a section in `ViewText`. Out: what the section of an ordinary document would hold. The first record
//! (`DISTRIBUTE_DOC_DATA`, 256 bytes) begins with a seed; the numbers of the generator of Microsoft's C library from that seed
//! unscramble the rest of it, where the key of AES-128 (ECB) for all that follows stands at a place the seed gives.

use aes::Aes128;
use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};

use super::record::{Records, tag, u32_at};

/// Bytes of the record that hides the key.
const KEY_RECORD: usize = 256;
const BLOCK: usize = 16;

/// Unscrambles a section; none where it does not begin with the record that hides the key.
pub fn unscramble(stream: &[u8]) -> Option<Vec<u8>> {
    let mut records = Records::new(stream);
    let hidden = records.next().filter(|r| r.tag == tag::DISTRIBUTE_DOC_DATA && r.data.len() >= KEY_RECORD)?;
    let key = key(&hidden.data[..KEY_RECORD])?;
    let cipher = Aes128::new(&Array::from(key));
    let mut text = stream.get(records.position()..)?.to_vec();
    for block in text.chunks_exact_mut(BLOCK) {
        let mut bytes = [0; BLOCK];
        bytes.copy_from_slice(block);
        let mut plain = Array::from(bytes);
        cipher.decrypt_block(&mut plain);
        block.copy_from_slice(&plain);
    }
    Some(text)
}

/// The key in the record that hides it.
fn key(record: &[u8]) -> Option<[u8; BLOCK]> {
    let seed = u32_at(record, 0)?;
    let mut bytes = record.to_vec();
    for (byte, mask) in bytes.iter_mut().zip(masks(seed)).skip(4) {
        *byte ^= mask;
    }
    let at = 4 + (seed & 15) as usize;
    bytes.get(at..at + BLOCK)?.try_into().ok()
}

/// What each byte of the record is masked with: one number of the generator is the mask, the next how often it is used.
fn masks(seed: u32) -> impl Iterator<Item = u8> {
    let mut state = seed;
    let mut random = move || {
        state = state.wrapping_mul(214_013).wrapping_add(2_531_011);
        state >> 16 & 0x7fff
    };
    std::iter::from_fn(move || {
        let mask = (random() & 0xff) as u8;
        let times = (random() & 15) as usize + 1;
        Some(std::iter::repeat_n(mask, times))
    })
    .flatten()
}

#[cfg(test)]
pub mod tests {
    use super::super::record::tests::record;
    use super::*;
    use aes::cipher::BlockCipherEncrypt;

    /// A section as a distribution document holds it.
    pub fn scramble(plain: &[u8], seed: u32) -> Vec<u8> {
        let key = *b"saebom-gun-key-1";
        let mut hidden = vec![0x5a; KEY_RECORD];
        hidden[..4].copy_from_slice(&seed.to_le_bytes());
        let at = 4 + (seed & 15) as usize;
        hidden[at..at + BLOCK].copy_from_slice(&key);
        for (byte, mask) in hidden.iter_mut().zip(masks(seed)).skip(4) {
            *byte ^= mask;
        }
        let mut out = record(tag::DISTRIBUTE_DOC_DATA, 0, &hidden);
        let cipher = Aes128::new(&Array::from(key));
        let mut padded = plain.to_vec();
        padded.resize(plain.len().next_multiple_of(BLOCK), 0);
        for block in padded.chunks_exact(BLOCK) {
            let mut bytes = Array::from(<[u8; BLOCK]>::try_from(block).unwrap());
            cipher.encrypt_block(&mut bytes);
            out.extend(bytes);
        }
        out
    }

    #[test]
    fn what_was_scrambled_is_read_again() {
        for seed in [0, 1, 15, 0x1234_5678, u32::MAX] {
            let text = unscramble(&scramble(b"sixteen bytes or more of it", seed)).unwrap();
            assert!(text.starts_with(b"sixteen bytes or more of it"), "{seed}");
        }
    }

    #[test]
    fn a_section_without_the_key_is_refused() {
        assert!(unscramble(&record(66, 0, &[0; 300])).is_none());
        assert!(unscramble(&record(tag::DISTRIBUTE_DOC_DATA, 0, &[0; 255])).is_none());
        assert!(unscramble(&[]).is_none());
    }
}
