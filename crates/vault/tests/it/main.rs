//! Tests of the public interface.

#[cfg(test)]
mod addresses;
#[cfg(test)]
mod chunks;
#[cfg(test)]
mod fields;
#[cfg(test)]
mod key_files;
#[cfg(test)]
mod passwords;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod vectors;
