pub mod openid;
